// The pictures that Python packed: decoded once, kept while they are needed.

/** Decodes what is new; a promise, or null when nothing has to be waited for. */
export function takeSheets({ sheets }, sent) {
  for (const [digest, png] of Object.entries(sent)) {
    if (!sheets.has(digest)) sheets.set(digest, decode(png));
  }
  const waiting = Object.keys(sent).map((digest) => sheets.get(digest)).filter(({ ready }) => ready);
  return waiting.length ? Promise.all(waiting.map(({ ready }) => ready)) : null;
}

export function forgetSheets({ sheets }, wanted) {
  for (const digest of sheets.keys()) if (!(digest in wanted)) sheets.delete(digest);
}

function decode(png) {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  const sheet = { image };
  sheet.ready = image.decode().then(() => {
    sheet.ready = null;
  });
  return sheet;
}
