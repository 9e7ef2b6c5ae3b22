"""What places are called here, for headings of tables and facts."""

from django import template

from directory.places import words

register = template.Library()
register.simple_tag(words.place_label)
register.simple_tag(words.places_label)
register.simple_tag(words.region_label)
register.simple_tag(words.by_place)
register.simple_tag(words.by_region)
register.simple_tag(words.has_regions)
