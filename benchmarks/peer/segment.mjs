// Labels of an exported segmenter from raw pixels, with ONNX Runtime's Node binding and no preprocessing,
// compared with the masks that 'tag2mask segment' made of the same pictures.
//
//   npm install --ignore-scripts onnxruntime-node@1.20.1 pngjs@7 jpeg-js@0.4
//   node segment.mjs png     JPEGS PNGS [LIMIT]      decodes pictures once, so that both sides see the same pixels
//   node segment.mjs compare MODEL PNGS MASKS        MODEL exported with --maps pixels
import fs from "node:fs";
import path from "node:path";
import jpeg from "jpeg-js";
import ort from "onnxruntime-node";
import { PNG } from "pngjs";

const [verb, ...words] = process.argv.slice(2);
if (verb === "png") {
  const [from, to, limit = "1000000"] = words;
  fs.mkdirSync(to, { recursive: true });
  for (const file of fs.readdirSync(from).sort().slice(0, Number(limit))) {
    const picture = jpeg.decode(fs.readFileSync(path.join(from, file)), { useTArray: true });
    const png = new PNG({ width: picture.width, height: picture.height });
    png.data = Buffer.from(picture.data);
    fs.writeFileSync(path.join(to, path.parse(file).name + ".png"), PNG.sync.write(png, { colorType: 2 }));
  }
} else if (verb === "compare") {
  const [model, pictures, masks] = words;
  const session = await ort.InferenceSession.create(model);
  let pixels = 0;
  let different = 0;
  let count = 0;
  for (const file of fs.readdirSync(pictures).sort()) {
    const { width, height, data } = PNG.sync.read(fs.readFileSync(path.join(pictures, file)));
    const rgb = new Uint8Array(width * height * 3);
    for (let i = 0; i < width * height; i++) {
      for (let c = 0; c < 3; c++) rgb[3 * i + c] = data[4 * i + c];
    }
    const { logits } = await session.run({ image: new ort.Tensor("uint8", rgb, [1, height, width, 3]) });
    const classes = logits.dims[1];
    const mask = PNG.sync.read(fs.readFileSync(path.join(masks, file)));
    for (let i = 0; i < width * height; i++) {
      let best = 0;
      for (let c = 1; c < classes; c++) {
        if (logits.data[c * width * height + i] > logits.data[best * width * height + i]) best = c;
      }
      if (colour(best) !== mask.data.subarray(4 * i, 4 * i + 3).join()) different++;
    }
    pixels += width * height;
    count++;
  }
  console.log(`${count} pictures, ${pixels} pixels, ${different} of another label`);
} else {
  console.error("expected png or compare; see the head of this file");
  process.exit(2);
}

/** A label's colour in the palette of VOC: its bits dealt out to red, green and blue. */
function colour(label) {
  const rgb = [0, 0, 0];
  for (let bit = 0; bit < 8; bit++) {
    rgb[bit % 3] |= ((label >> bit) & 1) << (7 - Math.floor(bit / 3));
  }
  return rgb.join();
}
