// The map island: points and place names on a plain ground. No tiles, no glyph server, nothing from outside.

const TONES = { blue: "#0b5394", green: "#2f7d4f", yellow: "#b7791f", red: "#b42318", grey: "#6b7680", brown: "#8a4b2d", plum: "#7a3b5e", violet: "#5b4b8a" };
const FONTS = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
const STYLE = {
  version: 8,
  sources: {},
  layers: [{ id: "ground", type: "background", paint: { "background-color": "#eef2f5" } }],
};

function collection(items) {
  return {
    type: "FeatureCollection",
    features: items.map((item) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: [item.longitude, item.latitude] },
      properties: { ...item, colour: TONES[item.tone] ?? TONES.blue },
    })),
  };
}

function bounds(maplibre, items) {
  const box = new maplibre.LngLatBounds();
  for (const item of items) box.extend([item.longitude, item.latitude]);
  return box;
}

function addLayers(map, { marks, places }) {
  map.addSource("marks", { type: "geojson", data: collection(marks) });
  map.addLayer({
    id: "marks",
    type: "circle",
    source: "marks",
    paint: {
      "circle-radius": ["interpolate", ["linear"], ["zoom"], 9, 4, 13, 8],
      "circle-color": ["get", "colour"],
      "circle-stroke-color": "#fff",
      "circle-stroke-width": 1.5,
    },
  });
  map.addSource("places", { type: "geojson", data: collection(places) });
  map.addLayer({
    id: "places",
    type: "symbol",
    source: "places",
    layout: { "text-field": ["get", "name"], "text-size": 14, "text-allow-overlap": true, "text-font": ["sans-serif"] },
    paint: { "text-color": "#3d4a55", "text-halo-color": "#eef2f5", "text-halo-width": 3 },
  });
}

function words(box) {
  const found = {};
  for (const span of box.querySelector("[data-map-controls]").content.querySelectorAll("span")) {
    found[Object.keys(span.dataset)[0]] = span.textContent;
  }
  return found;
}

function showCard(box, mark, said) {
  const card = box.querySelector("[data-map-card]");
  const title = document.createElement("h3");
  title.textContent = mark.title;
  const parts = [title];
  if (mark.note) {
    const note = document.createElement("p");
    note.textContent = mark.note;
    parts.push(note);
  }
  if (mark.url) {
    const link = document.createElement("a");
    link.href = mark.url;
    link.textContent = said.open;
    parts.push(link);
  }
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "×";
  close.setAttribute("aria-label", said.close);
  close.addEventListener("click", () => {
    card.hidden = true;
  });
  card.replaceChildren(...parts, close);
  card.hidden = false;
}

async function draw(box) {
  const drawn = JSON.parse(box.querySelector("script[type='application/json']").textContent);
  const everything = [...drawn.marks, ...drawn.places];
  if (!everything.length) return;
  const said = words(box);
  const canvas = box.querySelector("[data-map-canvas]");
  canvas.hidden = false;
  const maplibre = await import(box.dataset.src);
  maplibre.setWorkerUrl(box.dataset.worker);
  const map = new maplibre.Map({
    container: canvas,
    style: STYLE,
    bounds: bounds(maplibre, everything),
    fitBoundsOptions: { padding: 40, maxZoom: 14 },
    localIdeographFontFamily: FONTS,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    cooperativeGestures: false,
    locale: { "NavigationControl.ZoomIn": said.zoomIn, "NavigationControl.ZoomOut": said.zoomOut, "Map.Title": said.canvas },
  });
  map.scrollZoom.disable();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  map.on("load", () => {
    addLayers(map, drawn);
    box.dataset.ready = "yes";
  });
  map.on("click", "marks", (event) => showCard(box, event.features[0].properties, said));
  map.on("mouseenter", "marks", () => {
    map.getCanvas().style.cursor = "pointer";
  });
  map.on("mouseleave", "marks", () => {
    map.getCanvas().style.cursor = "";
  });
}

function fail(box) {
  box.querySelector("[data-map-canvas]").hidden = true;
  const note = document.createElement("p");
  note.className = "notice notice-warning";
  note.textContent = box.dataset.failed;
  box.prepend(note);
}

for (const box of document.querySelectorAll("[data-map]")) draw(box).catch(() => fail(box));
