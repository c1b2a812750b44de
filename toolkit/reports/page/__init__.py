"""The parts of the HTML page: markup that escapes by itself, a style, drawings in SVG, tables."""
