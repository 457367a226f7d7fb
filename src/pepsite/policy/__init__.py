"""What an authority decided: the shape of a policy pack, and days as calendars count them."""
