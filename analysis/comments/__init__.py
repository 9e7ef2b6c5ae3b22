"""Open comments of a closed wave: searched, coded by several, counted, quoted one by one."""
