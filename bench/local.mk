# What is promised about speed.
