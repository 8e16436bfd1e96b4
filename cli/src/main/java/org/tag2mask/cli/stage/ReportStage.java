package org.tag2mask.cli.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tag2mask.batch.MaskFolder;
import org.tag2mask.batch.ledger.FailedImage;
import org.tag2mask.batch.ledger.Ledger;
import org.tag2mask.batch.ledger.LedgerEntry;
import org.tag2mask.batch.ledger.MadeMask;
import org.tag2mask.cli.ExitCode;
import org.tag2mask.cli.command.Session;
import org.tag2mask.cli.report.DetailBlock;
import org.tag2mask.cli.report.ReportBuilder;
import org.tag2mask.cli.report.ReportImage;
import org.tag2mask.cli.report.ReportInput;
import org.tag2mask.cli.report.ReportOptions;
import org.tag2mask.cli.report.ReportResult;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.runtime.PseudoMasker;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonObject;
import org.tag2mask.runtime.recipe.MaskRecipe;

/** A page about a mask folder. */
public final class ReportStage {
  private ReportStage() {}

  /**
   * Builds the page.
   *
   * @param request which report
   * @param session console
   * @return the exit code
   * @throws IOException when a file cannot be read or written
   */
  public static int run(ReportRequest request, Session session) throws IOException {
    MaskFolder masks = new MaskFolder(request.masks());
    if (!Files.isRegularFile(masks.ledger()) || !Files.isRegularFile(masks.run())) {
      throw new Tag2MaskException(
          request.masks()
              + " is no mask folder: it has no ledger.jsonl or run.json; expected the --out folder"
              + " of 'tag2mask masks'");
    }
    String where = masks.run().toString();
    JsonObject run = Json.parseObject(Files.readString(masks.run()), where);
    ReportResult result;
    try (PseudoMasker masker =
        request.model().isEmpty()
            ? null
            : MaskerFactory.forMaps(
                request.model().get(),
                own -> MaskRecipe.fromJson(run.object("recipe").toJson(), where),
                request.device(),
                request.data().classes())) {
      result =
          ReportBuilder.build(
              input(request, masks, Optional.ofNullable(masker), run),
              ReportOptions.DEFAULT.withShown(request.shown()),
              request.out());
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("index", result.index().toString());
    fields.put("images", result.ranking().size());
    fields.put("shown", result.shown());
    fields.put("failed", result.failures().size());
    session
        .console()
        .result(
            "report",
            fields,
            "report: "
                + result.ranking().size()
                + " images, "
                + result.shown()
                + " shown, "
                + result.failures().size()
                + " without mask, in "
                + result.index());
    return ExitCode.OK;
  }

  private static ReportInput input(
      ReportRequest request, MaskFolder masks, Optional<PseudoMasker> masker, JsonObject run)
      throws IOException {
    Map<String, Sample> byId =
        request.data().samples().stream()
            .collect(Collectors.toMap(Sample::id, Function.identity(), (first, twin) -> first));
    Map<String, MadeMask> made = new LinkedHashMap<>();
    List<org.tag2mask.cli.report.FailedImage> failures = new ArrayList<>();
    Ledger.read(
        masks.ledger(),
        entry -> {
          if (byId.containsKey(entry.id())) {
            sort(entry, made, failures);
          }
        });
    if (made.isEmpty()) {
      throw new Tag2MaskException(
          "none of the "
              + byId.size()
              + " images of split '"
              + request.data().split()
              + "' has a mask in "
              + masks.root()
              + "; give the data and split the masks were made of");
    }
    List<ReportImage> images = new ArrayList<>();
    for (Sample sample : request.data().samples()) {
      MadeMask mask = made.get(sample.id());
      if (mask != null) {
        images.add(
            new ReportImage(
                sample.id(),
                sample.tags(),
                OptionalDouble.of(mask.confidence()),
                new SamplePixels(sample, masks, masker)));
      }
    }
    return new ReportInput(
        request.title(), request.data().classes(), images, failures, details(request, run));
  }

  private static void sort(
      LedgerEntry entry,
      Map<String, MadeMask> made,
      List<org.tag2mask.cli.report.FailedImage> failures) {
    if (entry instanceof MadeMask mask) {
      made.put(mask.id(), mask);
    } else if (entry instanceof FailedImage failure) {
      failures.add(
          new org.tag2mask.cli.report.FailedImage(
              failure.id(), failure.error(), failure.message()));
    }
  }

  private static List<DetailBlock> details(ReportRequest request, JsonObject run) {
    Map<String, String> data = new LinkedHashMap<>();
    data.put("folder", request.data().root().toString());
    data.put("split", request.data().split());
    Map<String, String> masks = new LinkedHashMap<>();
    masks.put("tool", run.string("tool"));
    masks.put("models", run.object("models").toJson());
    masks.put("recipe", run.object("recipe").toJson());
    return List.of(new DetailBlock("Data", data), new DetailBlock("Masks", masks));
  }
}
