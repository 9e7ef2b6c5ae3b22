"""An edition and its basket written in the browser: drafted, checked, tried, published."""
