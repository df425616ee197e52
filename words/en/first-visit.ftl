# The bar below the answer for a reader who has changed nothing yet, and the tour of four steps.

first-visit-bar = Try { $lever } at { $value }.
first-visit-do = Do it for me
first-visit-tour = One-minute tour
first-visit-dismiss = Dismiss

tour-step = Step { $step } of { $steps }
tour-next = Next
tour-end = Open a number

tour-answer =
    The sentence on top is the answer. It says when the price falls, and how long the money lasts. Next moves one lever.
tour-lever =
    { $lever } is at { $value } now. The tick on its track is the case, and the band is what is likely. The chip above the sentence takes the change back.
tour-chain =
    The four figures go from chips to cost, demand and margin. The fifth is cash. The grey line is the case unchanged. Next takes the change back.
tour-number =
    Every number opens. It shows its formula, its inputs and their sources. The last step opens the runway.
