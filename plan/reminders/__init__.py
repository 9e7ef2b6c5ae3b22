"""Letters to agencies whose reports are missing as a day comes near, or were returned."""
