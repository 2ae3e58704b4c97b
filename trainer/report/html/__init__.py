"""Reports as HTML files that stand alone: nothing is loaded, nothing is sent; they print on A4 (docs/USING.md)."""
