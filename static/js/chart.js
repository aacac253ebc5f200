// [data-chart]: draws the table below it with ECharts. Colours and type come from the stylesheet; tooltips are drawn
// inside the picture, because the page allows no inline style.

const css = getComputedStyle(document.documentElement);
const token = (name) => css.getPropertyValue(name).trim();

function draw(box) {
  const rows = [...document.querySelectorAll(`#${box.dataset.table} tbody tr`)];
  if (!rows.length || !window.echarts) return;
  const labels = rows.map((row) => row.cells[0].textContent.trim());
  const values = rows.map((row) => Number(row.cells[1].dataset.value));
  const doors = rows.map((row) => row.querySelector("a")?.href);
  const line = box.dataset.chart === "line";
  const chart = window.echarts.init(box, null, { renderer: "svg" });
  const narrow = box.clientWidth < 420;
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: token("--qs-font"), fontSize: 12, color: token("--qs-ink-3") },
    grid: { left: 4, right: 4, top: 24, bottom: 24, containLabel: false },
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: line ? "line" : "shadow" }, valueFormatter: (value) => `${value} ${box.dataset.unit}` },
    xAxis: {
      type: "category",
      data: labels,
      boundaryGap: !line,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: token("--qs-line-2") } },
      axisLabel: { color: token("--qs-ink-3"), interval: narrow ? 2 : 0, fontSize: 12 },
    },
    yAxis: { type: "value", show: false, max: ({ max }) => max * 1.12 },
    series: [{
      type: line ? "line" : "bar",
      name: box.dataset.series,
      data: values,
      barWidth: "58%",
      barMaxWidth: 56,
      itemStyle: { color: token("--qs-accent"), borderRadius: line ? 0 : [2, 2, 0, 0] },
      label: { show: true, position: "top", color: token("--qs-ink-2"), fontSize: 12 },
    }],
  });
  chart.on("click", ({ dataIndex }) => { if (doors[dataIndex]) location.href = doors[dataIndex]; });
  new ResizeObserver(() => chart.resize()).observe(box);
}

document.querySelectorAll("[data-chart]").forEach(draw);
