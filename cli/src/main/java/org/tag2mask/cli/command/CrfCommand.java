package org.tag2mask.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tag2mask.cli.UsageException;
import org.tag2mask.cli.option.CommonOptions;
import org.tag2mask.cli.option.KernelOptions;
import org.tag2mask.cli.stage.CrfRequest;
import org.tag2mask.cli.stage.CrfStage;
import org.tag2mask.cli.stage.CrfSweepRequest;
import org.tag2mask.cli.stage.CrfSweepStage;

/** {@code crf}. */
public final class CrfCommand implements Command {
  private static final List<String> ENGINES = List.of("crf", "pamr");

  @ParametersDelegate private final KernelOptions kernels = new KernelOptions();
  @ParametersDelegate private final CommonOptions common = new CommonOptions();

  @Parameter(names = "--image", order = 1, placeholder = "FILE", description = "the picture")
  private Path image;

  @Parameter(
      names = "--labels",
      order = 2,
      placeholder = "FILE",
      description = "label map to refine, a palette or grey PNG, 255 unsure")
  private Path labels;

  @Parameter(
      names = "--probabilities",
      order = 3,
      placeholder = "FILE",
      description = "instead: class probabilities, .npy float [classes][h][w]")
  private Path probabilities;

  @Parameter(
      names = "--logits",
      order = 4,
      placeholder = "FILE",
      description = "instead: logits, .npy float [classes][h][w]")
  private Path logits;

  @Parameter(
      names = "--out",
      order = 5,
      placeholder = "FILE",
      description = "refined label map as palette PNG; with --sweep the table as JSON")
  private Path out;

  @Parameter(
      names = "--out-probabilities",
      order = 6,
      placeholder = "FILE",
      description = "refined distribution as .npy, in the order of the labels present")
  private Path outProbabilities;

  @Parameter(
      names = "--engine",
      order = 7,
      placeholder = "E",
      description = "crf, or pamr for pixel-adaptive refinement")
  private String engine = "crf";

  @Parameter(
      names = "--certainty",
      order = 8,
      placeholder = "P",
      description = "probability that a given label is right, in (0,1)")
  private double certainty = 0.7;

  @Parameter(
      names = "--zero-unsure",
      order = 9,
      description = "label 0 means unsure instead of 255, as in pydensecrf")
  private boolean zeroUnsure;

  @Parameter(
      names = "--trace",
      order = 10,
      description = "tell the KL divergence after every iteration")
  private boolean trace;

  @Parameter(
      names = "--sweep",
      order = 30,
      description = "try all combinations of the numbers on masks with truth; uses the truth")
  private boolean sweep;

  @Parameter(
      names = "--data",
      order = 31,
      placeholder = "DIR",
      description = "with --sweep: the data set with true masks")
  private Path data;

  @Parameter(
      names = "--split",
      order = 32,
      placeholder = "NAME",
      description = "with --sweep: its split")
  private String split = "val";

  @Parameter(
      names = "--masks",
      order = 33,
      placeholder = "DIR",
      description = "with --sweep: the label maps to refine, <id>.png")
  private Path masks;

  @Parameter(
      names = "--limit",
      order = 34,
      placeholder = "N",
      description = "with --sweep: take only the first N images")
  private int limit = -1;

  @Parameter(
      names = "--threads",
      order = 35,
      placeholder = "N",
      description = "images or stripes worked on at the same time; 0 for one a core")
  private int threads;

  @Override
  public String about() {
    return "Refines one label map or one map of probabilities by the colours of its picture, to try"
        + " settings out. With --sweep it tries all combinations on a folder with truth.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "tag2mask crf --image photo.jpg --labels seed.png --out refined.png",
        "tag2mask crf --image photo.jpg --probabilities p.npy --crf deeplab --iterations 5 \\\n"
            + "    --out refined.png",
        "tag2mask crf --sweep --data photos --split val --masks seeds \\\n"
            + "    --bilateral-srgb 3,5,13 --bilateral-sxy 50,80 --out sweep.json");
  }

  @Override
  public void check() {
    if (!ENGINES.contains(engine)) {
      throw new UsageException("--engine is '" + engine + "', expected crf or pamr");
    }
    if (!(certainty > 0 && certainty < 1)) {
      throw new UsageException("--certainty is " + certainty + ", expected a number in (0,1)");
    }
    if (threads < 0) {
      throw new UsageException("--threads is " + threads + ", expected 0 or more");
    }
    if (sweep) {
      if (data == null || masks == null) {
        throw new UsageException("--sweep needs --data DIR and --masks DIR");
      }
      if (image != null || labels != null || probabilities != null || logits != null) {
        throw new UsageException("--sweep takes its pictures from --data and --masks only");
      }
    } else {
      long given = Stream.of(labels, probabilities, logits).filter(p -> p != null).count();
      if (image == null || out == null || given != 1) {
        throw new UsageException(
            "give --image, --out and one of --labels, --probabilities, --logits; or --sweep");
      }
      if (combinations().size() != 1) {
        throw new UsageException("lists of numbers are for --sweep");
      }
    }
    combinations();
  }

  private List<KernelOptions.Combination> combinations() {
    return kernels.combinations(labels != null || sweep ? "irn" : "deeplab");
  }

  @Override
  public int run(Session session) throws IOException {
    int workers = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    if (sweep) {
      return CrfSweepStage.run(
          new CrfSweepRequest(
              data,
              split,
              limit,
              masks,
              combinations(),
              certainty,
              workers,
              Optional.ofNullable(out)),
          session);
    }
    CrfRequest.Kind kind =
        labels != null
            ? CrfRequest.Kind.LABELS
            : probabilities != null ? CrfRequest.Kind.PROBABILITIES : CrfRequest.Kind.LOGITS;
    Path start = labels != null ? labels : probabilities != null ? probabilities : logits;
    return CrfStage.run(
        new CrfRequest(
            image,
            kind,
            start,
            combinations().get(0).settings(),
            engine.equals("crf") ? CrfRequest.Engine.CRF : CrfRequest.Engine.PAMR,
            certainty,
            zeroUnsure ? CrfRequest.Unsure.ZERO : CrfRequest.Unsure.AT_255,
            trace ? CrfRequest.Trace.EVERY_ITERATION : CrfRequest.Trace.NONE,
            workers,
            out,
            Optional.ofNullable(outProbabilities)),
        session);
  }
}
