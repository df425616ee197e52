"""The change that leaves money undefined, and words that would show it as money without end."""

import re

NOTHING = ("rival_price.flash.glm_flash",)  # of which zero leaves cash undefined
ENDLESS = re.compile("beyond|> 60|no end|alive: |every future|all 60|lasts until [A-Z]")
