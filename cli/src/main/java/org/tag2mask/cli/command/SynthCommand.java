package org.tag2mask.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.tag2mask.cli.UsageException;
import org.tag2mask.cli.option.CommonOptions;
import org.tag2mask.cli.stage.SynthStage;
import org.tag2mask.data.synth.SynthSettings;

/** {@code synth}. */
public final class SynthCommand implements Command {
  @ParametersDelegate private final CommonOptions common = new CommonOptions();

  @Parameter(
      names = "--out",
      order = 1,
      required = true,
      placeholder = "DIR",
      description = "new folder for the data set, in VOC layout")
  private Path out;

  @Parameter(
      names = "--train",
      order = 2,
      placeholder = "N",
      description = "pictures of the split train")
  private int train = 480;

  @Parameter(
      names = "--val",
      order = 3,
      placeholder = "N",
      description = "pictures of the split val")
  private int val = 120;

  @Parameter(
      names = "--count",
      order = 4,
      placeholder = "K",
      description = "number of foreground classes, 1 to 20")
  private int classes = 5;

  @Parameter(names = "--width", order = 5, placeholder = "PIXELS", description = "picture width")
  private int width = 128;

  @Parameter(names = "--height", order = 6, placeholder = "PIXELS", description = "picture height")
  private int height = 96;

  @Parameter(
      names = "--typical-bodies",
      order = 7,
      placeholder = "SHARE",
      description =
          "share of bodies in the colour of their class (0.7), weak evidence on the whole object;"
              + " 0: the telling part alone tells the class")
  private double typicalBodies;

  @Parameter(
      names = "--seed",
      order = 20,
      placeholder = "N",
      description = "the same seed gives the same files")
  private long seed = 1;

  @Override
  public String about() {
    return "Writes a data set of made-up pictures with tags and exact masks: objects with one telling"
        + " part and larger plain parts, several classes a picture, clutter and occlusion.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "tag2mask synth --out synth",
        "tag2mask synth --out large --train 5000 --val 500 --count 20 --width 320 --height 240");
  }

  @Override
  public void check() {
    settings();
  }

  private SynthSettings settings() {
    try {
      return SynthSettings.DEFAULT
          .withPictures(train, val)
          .withClasses(classes)
          .withSize(width, height)
          .withTypicalBodies(typicalBodies)
          .withSeed(seed);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  @Override
  public int run(Session session) throws IOException {
    return SynthStage.run(out, settings(), session);
  }
}
