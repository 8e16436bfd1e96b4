package org.tag2mask.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.cli.UsageException;
import org.tag2mask.cli.option.CommonOptions;
import org.tag2mask.cli.option.DataOptions;
import org.tag2mask.cli.option.DeviceOptions;
import org.tag2mask.cli.stage.RetagRequest;
import org.tag2mask.cli.stage.RetagStage;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.DatasetException;
import org.tag2mask.data.dataset.DatasetOptions.Missing;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.dataset.TagRefinement;

/** {@code retag}. */
public final class RetagCommand implements Command {
  @ParametersDelegate private final DataOptions data = new DataOptions();
  @ParametersDelegate private final DeviceOptions device = new DeviceOptions();
  @ParametersDelegate private final CommonOptions common = new CommonOptions();

  @Parameter(
      names = "--model",
      order = 3,
      required = true,
      placeholder = "FILE",
      description = "trained classifier as ONNX")
  private Path model;

  @Parameter(
      names = "--out",
      order = 4,
      required = true,
      placeholder = "FILE",
      description = "the new tag file; what changed goes beside it into <name>.changes.jsonl")
  private Path out;

  @Parameter(
      names = "--drop",
      order = 5,
      placeholder = "P",
      description = "drop tags whose class is less probable than this; 0 drops none")
  private double drop = TagRefinement.DEFAULT.drop();

  @Parameter(
      names = "--add",
      order = 6,
      placeholder = "P",
      description = "add classes more probable than this; 1 adds none")
  private double add = TagRefinement.DEFAULT.add();

  @Parameter(
      names = "--only",
      order = 7,
      placeholder = "TAG",
      description = "touch this class alone; may be repeated for several")
  private List<String> only = List.of();

  @Override
  public String about() {
    return "Corrects noisy tags with a trained classifier and writes a new tag file, in which the"
        + " images of other splits keep theirs. An image keeps at least one of its tags. Train on"
        + " the new tags with --labels FILE.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "tag2mask retag --data photos --model classifier.onnx --out refined.csv",
        "tag2mask retag --data photos --model classifier.onnx --only person --add 0.8 --out r.csv",
        "tag2mask train --data photos --labels refined.csv --out run2");
  }

  @Override
  public void check() {
    data.check();
    device.check();
    limits();
    if (!out.getFileName().toString().endsWith(".csv")) {
      throw new UsageException("--out is '" + out + "', expected a name that ends with .csv");
    }
  }

  private void limits() {
    try {
      new TagRefinement(drop, add, Set.of());
    } catch (IllegalArgumentException e) {
      throw new UsageException("--drop, --add: " + e.getMessage());
    }
  }

  @Override
  public int run(Session session) throws IOException {
    Dataset images = data.open(Missing.KEEP);
    Path own = images.root().resolve("labels.csv");
    if (Files.exists(out) && Files.exists(own) && Files.isSameFile(out, own)) {
      throw new UsageException(
          "--out is the tag file of the data set itself; expected another name, so that the tags"
              + " given are not lost");
    }
    Set<Integer> classes = images.classes().requireAll(only, "--only");
    return RetagStage.run(
        new RetagRequest(
            images,
            others(images),
            model,
            new TagRefinement(drop, add, classes),
            device.device(),
            device.workers(),
            data.limits.images(),
            out),
        session);
  }

  /**
   * The images beyond the limit and those of the other lists, so that all of these can be opened
   * with the new file too.
   */
  private List<Sample> others(Dataset images) {
    Set<String> splits = new LinkedHashSet<>(List.of(data.splitName()));
    splits.addAll(data.lists());
    Map<String, Sample> others = new LinkedHashMap<>();
    for (String split : splits) {
      tagged(split).forEach(sample -> others.put(sample.id(), sample));
    }
    images.samples().forEach(sample -> others.remove(sample.id()));
    return List.copyOf(others.values());
  }

  /** A list whose images have no tags, such as a test set's, gets none from us. */
  private List<Sample> tagged(String split) {
    try {
      return data.openWhole(split, Missing.KEEP).samples();
    } catch (DatasetException e) {
      return List.of();
    }
  }
}
