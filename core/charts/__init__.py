"""Charts of every page and paper: one grammar, the frame around a picture, SVG and PNG."""
