package org.tag2mask.trainer.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.models.network.NamedOptions;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.runtime.image.MapResize;
import org.tag2mask.trainer.TrainConfig;
import org.tag2mask.trainer.TrainingException;
import org.tag2mask.trainer.attention.AttentionFolder;
import org.tag2mask.trainer.attention.AttentionMaps;
import org.tag2mask.trainer.loader.CropSettings.Fit;
import org.tag2mask.trainer.loss.IntegralAttention;
import org.tag2mask.trainer.loss.MultiLabelSoftMargin;
import org.tag2mask.trainer.validate.TagValidation;
import org.tag2mask.trainer.validate.Validation;

/**
 * A classifier from the maps that another training gathered (OAA, section 3.3): {@link
 * IntegralAttention} on the signed {@code map}. Option {@code maps}: the folder of the gathered
 * maps, {@code attention} in the run folder of that training. An image of which nothing was
 * gathered is taught that nothing is there.
 */
public final class IntegralObjective implements Objective {
  /** The name in configuration files. */
  public static final String NAME = "integral";

  private static final String MAPS = "maps";

  private final Optional<AttentionFolder> folder;
  private final Optional<Dataset> images;

  private IntegralObjective(Optional<AttentionFolder> folder, Optional<Dataset> images) {
    this.folder = folder;
    this.images = images;
  }

  /** The objective with its options; without {@code maps} it needs {@link #reading}. */
  public static IntegralObjective of(NamedOptions options) {
    options.refuseUnknown("objective", Set.of(MAPS));
    return new IntegralObjective(
        Optional.ofNullable(options.options().get(MAPS)).map(Path::of).map(AttentionFolder::new),
        Optional.empty());
  }

  /** The same objective on the maps of a folder. */
  public IntegralObjective reading(Path maps) {
    return new IntegralObjective(Optional.of(new AttentionFolder(maps)), images);
  }

  @Override
  public Objective fitted(Dataset train) {
    return new IntegralObjective(folder, Optional.of(train));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of(MAPS, folder().digest());
  }

  @Override
  public NetworkRole role() {
    return NetworkRole.CLASSIFIER;
  }

  @Override
  public Set<String> outputs() {
    return Set.of(IntegralAttention.OUTPUT);
  }

  @Override
  public Set<String> measured() {
    return Set.of(MultiLabelSoftMargin.OUTPUT);
  }

  private AttentionFolder folder() {
    return folder.orElseThrow(
        () ->
            new TrainingException(
                "objective 'integral' learns gathered maps but was told none; expected their folder:"
                    + " integral[maps=RUN/"
                    + AttentionFolder.NAME
                    + "], RUN a training with accumulate=max"));
  }

  @Override
  public void check(Network network, Dataset train) {
    RequiredOutputs.check(this, network, "take the head cam, mcis or seam");
    long with = train.samples().stream().filter(s -> folder().read(s.id()).isPresent()).count();
    if (with == 0) {
      throw new TrainingException(
          "none of the "
              + train.size()
              + " images of split '"
              + train.split()
              + "' has maps in "
              + folder().root()
              + "; give the folder '"
              + AttentionFolder.NAME
              + "' of a training with accumulate=max on the same images");
    }
  }

  @Override
  public void check(TrainConfig config) {
    if (config.crop().fit() != Fit.STRETCH || config.crop().flip() != 0) {
      throw new TrainingException(
          "gathered maps show whole images as they are, so objective 'integral' needs fit: stretch,"
              + " scale_low: 1, scale_high: 1 and flip: 0");
    }
  }

  @Override
  public Loss loss(Pass pass) {
    NDArray map = pass.forward().get(IntegralAttention.OUTPUT);
    return Loss.of(IntegralAttention.of(map, attention(pass, map.getShape())));
  }

  /** The gathered maps of a batch at the size of the network's. */
  private NDArray attention(Pass pass, Shape shape) {
    int classes = Math.toIntExact(shape.get(1));
    int height = Math.toIntExact(shape.get(2));
    int width = Math.toIntExact(shape.get(3));
    int[] indices = pass.batch().indices();
    float[] all = new float[Math.toIntExact(shape.size())];
    for (int image = 0; image < indices.length; image++) {
      Sample sample = images.orElseThrow().samples().get(indices[image]);
      int from = image * classes;
      folder()
          .read(sample.id())
          .ifPresent(maps -> copy(maps, sample.id(), all, from, classes, height, width));
    }
    return pass.manager().create(all, shape);
  }

  private static void copy(
      AttentionMaps maps, String id, float[] into, int from, int classes, int height, int width) {
    Map<Integer, AttentionMaps.Gathered> gathered = new LinkedHashMap<>(maps.classes());
    gathered.forEach(
        (channel, map) -> {
          if (channel < 0 || channel >= classes) {
            throw new TrainingException(
                "the gathered maps of image '"
                    + id
                    + "' have channel "
                    + channel
                    + ", the network "
                    + classes
                    + " classes; they are of another data set");
          }
          float[] resized =
              MapResize.bilinear(
                  map.values(),
                  1,
                  maps.height(),
                  maps.width(),
                  height,
                  width,
                  MapResize.Corners.HALF_PIXEL);
          System.arraycopy(resized, 0, into, (from + channel) * height * width, height * width);
        });
  }

  @Override
  public Optional<Validation> validation(Dataset images, Network network, TrainConfig config) {
    return Optional.of(new TagValidation(images, network, config));
  }
}
