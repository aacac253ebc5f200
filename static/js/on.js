// Says that scripts run, before the first paint: parts marked only-js appear, parts marked only-nojs go.
document.documentElement.classList.add("js");
