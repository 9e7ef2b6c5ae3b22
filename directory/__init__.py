"""The register of enterprises, places and agencies, and who succeeds whom."""
