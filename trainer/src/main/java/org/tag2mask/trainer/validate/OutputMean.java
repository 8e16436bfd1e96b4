package org.tag2mask.trainer.validate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Map;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.models.network.Network;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.trainer.TrainingException;
import org.tag2mask.trainer.loader.BatchLoader.OnBroken;
import org.tag2mask.trainer.lowering.GraphBlock;
import org.tag2mask.trainer.lowering.LiveParameters;
import org.tag2mask.trainer.lowering.Phase;

/**
 * The mean of a map of a network over whole images at their own size: over the cells of each image,
 * padding left out, and then over the images. Not thread-safe.
 */
public final class OutputMean {
  private final Dataset dataset;
  private final PaddedImages padded;
  private final int stride;
  private final int batch;
  private final int workers;
  private final OnBroken onBroken;

  /**
   * A mean to be taken.
   *
   * @param dataset the images
   * @param network whose map it is
   * @param batch most images at once
   * @param workers threads that decode
   * @param onBroken what to do with a broken image
   */
  public OutputMean(Dataset dataset, Network network, int batch, int workers, OnBroken onBroken) {
    this.dataset = dataset;
    this.padded = new PaddedImages(network);
    this.stride = network.stride();
    this.batch = batch;
    this.workers = workers;
    this.onBroken = onBroken;
  }

  /**
   * Takes it.
   *
   * @param output name of a map {@code [N,C,h,w]} with the network's stride
   * @param block the lowered network with this output
   * @param parameters not modified
   * @param manager under which memory is taken, and given back before the return
   * @return a mean for each of the C channels
   * @throws TrainingException if an image is broken and that is not to be skipped, or all are
   */
  public double[] of(
      String output, GraphBlock block, LiveParameters parameters, NDManager manager) {
    double[] sum = {};
    int count = 0;
    try (ValidationImages images = new ValidationImages(dataset, batch, workers, onBroken)) {
      for (ValidationImages.Group group = images.next();
          !group.images().isEmpty();
          group = images.next()) {
        try (NDManager own = manager.newSubManager()) {
          Map<String, NDArray> views = parameters.views(own);
          NDArray input = padded.of(group.images(), own);
          NDArray map = block.forward(Phase.INFERENCE, input, views::get).get(output);
          sum = added(sum, map, group.images().get(0));
        }
        count += group.images().size();
      }
      if (count == 0) {
        throw new TrainingException(
            "none of the "
                + dataset.size()
                + " images of split '"
                + dataset.split()
                + "' can be used, the first: "
                + images.skipped().values().iterator().next());
      }
    }
    int images = count;
    return Arrays.stream(sum).map(value -> value / images).toArray();
  }

  /** Adds the means of the images of a group. */
  private double[] added(double[] sum, NDArray map, RgbImage image) {
    Shape shape = map.getShape();
    int n = (int) shape.get(0);
    int channels = (int) shape.get(1);
    int height = (int) shape.get(2);
    int width = (int) shape.get(3);
    int rows = (image.height() + stride - 1) / stride;
    int columns = (image.width() + stride - 1) / stride;
    float[] values = map.toFloatArray();
    double[] total = Arrays.copyOf(sum, channels);
    for (int i = 0; i < n * channels; i++) {
      double cells = 0;
      for (int y = 0; y < rows; y++) {
        for (int x = 0; x < columns; x++) {
          cells += values[(i * height + y) * width + x];
        }
      }
      total[i % channels] += cells / (rows * columns);
    }
    return total;
  }
}
