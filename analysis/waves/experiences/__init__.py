"""What goes with satisfaction, and which information is needed most and got least."""
