# Documents and their renderers.
noinst_LIBRARIES += libreport.a
libreport_a_SOURCES = \
	report/cell.c report/cell.h \
	report/document.c report/document.h \
	report/render_json.c \
	report/renderer.c report/renderer.h report/rendering.h
