# Shipped data: rules, assumptions, feeds, themes.
