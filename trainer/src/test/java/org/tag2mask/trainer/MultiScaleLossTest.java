package org.tag2mask.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.MapResize;
import org.tag2mask.trainer.loader.Batch;
import org.tag2mask.trainer.loader.BatchLoader;
import org.tag2mask.trainer.loader.BatchLoader.OnBroken;
import org.tag2mask.trainer.loader.CropSettings;
import org.tag2mask.trainer.loader.Labels;
import org.tag2mask.trainer.loader.ShuffledPlan;
import org.tag2mask.trainer.lowering.GraphBlock;
import org.tag2mask.trainer.lowering.LiveParameters;
import org.tag2mask.trainer.lowering.Phase;
import org.tag2mask.trainer.objective.Loss;
import org.tag2mask.trainer.objective.Objectives;
import org.tag2mask.trainer.objective.Pass;

/** The segmentation loss over several scales, put together by hand. */
class MultiScaleLossTest {
  private static final int H = 48;
  private static final int W = 64;

  @TempDir Path folder;

  @Test
  void everyScaleAndTheirMaximumMeetTheLabelsOnTheirOwnGrid() throws IOException {
    Network network = Networks.build(NetworkSpec.parse("tiny[width=4,form=direct]", "largefov", 3));
    try (NDManager manager = NDManager.newBaseManager();
        GraphBlock block = new GraphBlock(manager, network.graph(), List.of("logits"), Set.of());
        LiveParameters live = live(manager, network);
        BatchLoader loader = loader(network);
        Batch batch = loader.next()) {
      Map<String, NDArray> leaves = live.leaves(manager);
      Pass pass =
          new Pass(manager, block, leaves, batch, new Pass.Position(0, 1, 0), network.multiple());
      Loss loss =
          Objectives.parse("segmentation[grid=cells,scales=1-0.5-0.75,maximum=yes]").loss(pass);

      float[] pixels = batch.images(manager).toFloatArray();
      double sum = 0;
      float[] largest = null;
      int[][] sizes = {{48, 64}, {24, 32}, {32, 48}}; // 36 x 48 is no multiple of 8: 4.5 to even
      for (int[] size : sizes) {
        float[] scaled =
            MapResize.bilinear(pixels, 6, H, W, size[0], size[1], MapResize.Corners.HALF_PIXEL);
        NDArray image = manager.create(scaled, new Shape(2, 3, size[0], size[1]));
        float[] logits =
            block.forward(Phase.TRAINING, image, leaves::get).get("logits").toFloatArray();
        int h = size[0] / 8;
        int w = size[1] / 8;
        sum += crossEntropy(logits, batch, h, w);
        float[] same = MapResize.bilinear(logits, 8, h, w, 6, 8, MapResize.Corners.HALF_PIXEL);
        largest = largest == null ? same : largest(largest, same);
      }
      sum += crossEntropy(largest, batch, 6, 8);
      assertEquals(sum, loss.total().getFloat(), 2e-5 * sum);
      assertEquals(
          List.of("scale_1.0", "scale_0.5", "scale_0.75", "maximum"),
          List.copyOf(loss.terms().keySet()));
    }
  }

  private static float[] largest(float[] a, float[] b) {
    float[] out = new float[a.length];
    for (int i = 0; i < a.length; i++) {
      out[i] = Math.max(a[i], b[i]);
    }
    return out;
  }

  private static double crossEntropy(float[] logits, Batch batch, int h, int w) {
    double sum = 0;
    int count = 0;
    for (int n = 0; n < 2; n++) {
      LabelMap labels = batch.labels(n);
      for (int i = 0; i < h * w; i++) {
        int y = (int) ((i / w + 0.5) * H / h);
        int x = (int) ((i % w + 0.5) * W / w);
        int label = labels.label(x, y);
        if (label == LabelMap.IGNORE) {
          continue;
        }
        double all = 0;
        for (int c = 0; c < 4; c++) {
          all += Math.exp(logits[(n * 4 + c) * h * w + i]);
        }
        sum += Math.log(all) - logits[(n * 4 + label) * h * w + i];
        count++;
      }
    }
    return sum / count;
  }

  private static LiveParameters live(NDManager manager, Network network) {
    ParameterSet first = ParameterSet.initial(network.graph().parameters(), 3);
    return new LiveParameters(manager, network.graph().parameters(), first, name -> false);
  }

  private BatchLoader loader(Network network) throws IOException {
    Dataset data = ColouredSquares.writeMasked(folder, "train", 4, 1);
    BatchLoader.Reading reading =
        new BatchLoader.Reading(
            data, new CropSettings(H, W, 1, 1, 0, 0, 0.5, 0), network.input(), Labels.MASKS, 5);
    return new BatchLoader(
        reading, new ShuffledPlan(4, 2, 5), 0, 1, new BatchLoader.Work(1, 1, OnBroken.STOP));
  }
}
