# Documents and their renderers.
noinst_LIBRARIES += libreport.a
libreport_a_SOURCES = \
	report/cell.c report/cell.h \
	report/document.c report/document.h \
	report/html_chart.c report/html_chart.h report/html_style.c report/html_style.h \
	report/layout.c report/layout.h \
	report/render_csv.c report/render_html.c report/render_json.c report/render_markdown.c report/render_text.c \
	report/renderer.c report/renderer.h report/rendering.h \
	report/text_chart.c report/text_chart.h
