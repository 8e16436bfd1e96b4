package org.tag2mask.cli.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import org.tag2mask.batch.ImageSource;
import org.tag2mask.batch.MaskFolder;
import org.tag2mask.batch.PartnerImages;
import org.tag2mask.cli.ExitCode;
import org.tag2mask.cli.command.Session;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.data.png.GreyPng;
import org.tag2mask.runtime.PseudoMasker;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.cam.Partners;
import org.tag2mask.runtime.file.AtomicFile;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.recipe.TagSource;

/**
 * Writes the maps of images. {@code cams.jsonl} has one line an image: id, class ids of the maps in
 * order, image size, and the logit of every class.
 */
public final class CamsStage {
  private CamsStage() {}

  /**
   * Writes the maps.
   *
   * @param request which maps
   * @param session console
   * @return the exit code
   * @throws IOException when a file cannot be written
   */
  public static int run(CamsRequest request, Session session) throws IOException {
    Files.createDirectories(request.out());
    Map<String, String> lines = new ConcurrentSkipListMap<>();
    Map<String, String> failed;
    try (PseudoMasker masker =
        MaskerFactory.open(
            request.model(), request.recipe(), request.device(), request.data().classes())) {
      PartnerImages partners =
          new PartnerImages(masker.recipe(), request.data(), ImageSource.files(request.limits()));
      failed =
          ImageLoop.run(
              "cams",
              request.data().samples(),
              request.workers(),
              session,
              sample -> lines.put(sample.id(), one(sample, request, masker, partners.of(sample))));
    }
    AtomicFile.writeText(
        request.out().resolve("cams.jsonl"),
        lines.values().stream().map(line -> line + "\n").collect(Collectors.joining()));
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("images", lines.size());
    fields.put("failed", failed.size());
    fields.put("out", request.out().toString());
    session
        .console()
        .result(
            "cams",
            fields,
            "cams: of "
                + lines.size()
                + " images, "
                + failed.size()
                + " failed, in "
                + request.out());
    if (failed.isEmpty()) {
      return ExitCode.OK;
    }
    return lines.isEmpty() ? ExitCode.NOTHING_DONE : ExitCode.SOME_FAILED;
  }

  private static String one(
      Sample sample, CamsRequest request, PseudoMasker masker, Partners partners) {
    RgbImage image = ImageReader.read(sample.image(), request.limits());
    Cams cams =
        masker.recipe().tags() instanceof TagSource.Predicted
            ? masker.cams(image, partners)
            : masker.cams(image, sample.tags(), partners);
    Path base = new MaskFolder(request.out()).mask(sample.id());
    try {
      Files.createDirectories(base.getParent());
      if (request.format() == CamsRequest.Format.NPY) {
        byte[] npy =
            NpyFile.encode(
                cams.planes(), cams.classIds().length, cams.gridHeight(), cams.gridWidth());
        AtomicFile.write(request.out().resolve(sample.id() + ".npy"), npy);
      } else {
        writePngs(sample, cams, request.out());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("id", sample.id());
    line.put("classes", Arrays.stream(cams.classIds()).boxed().toList());
    line.put("width", image.width());
    line.put("height", image.height());
    line.put("scores", cams.scores());
    return Json.write(line);
  }

  private static void writePngs(Sample sample, Cams cams, Path out) throws IOException {
    int samples = cams.gridWidth() * cams.gridHeight();
    for (int c = 0; c < cams.classIds().length; c++) {
      float[] plane = Arrays.copyOfRange(cams.planes(), c * samples, (c + 1) * samples);
      GreyPng.write(
          out.resolve(sample.id() + "." + cams.classIds()[c] + ".png"),
          cams.gridWidth(),
          cams.gridHeight(),
          plane,
          GreyPng.Depth.BITS_8);
    }
  }
}
