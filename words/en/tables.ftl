# Below a table whose numbers are no quantities of the plan: where they come from.

origin-futures = These are numbers of many futures. Those of this scenario differ.
origin-search = Each number is the result of runs in which something else is changed.
origin-exit = These follow from the value and the terms of an exit, and are no quantities of the plan.
origin-mix = A price on a mix of tokens joins the list prices of hits, input and output.
origin-roofline = These compare measurements with predictions of the roofline. They are no quantities of the plan.
origin-difference = These are differences between two months or two platforms. What is compared can be opened below.
origin-years = Numbers of the scenario are sums, ratios and last months of whole years, in the unit of the published figure.

# Heads of columns, and cells, of tables on several pages.

head-in-force = in force
head-what-happened = what happened
cell-range = { $low } to { $high }
