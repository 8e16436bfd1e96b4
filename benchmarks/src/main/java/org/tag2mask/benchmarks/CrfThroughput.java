package org.tag2mask.benchmarks;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.tag2mask.crf.CrfResult;
import org.tag2mask.crf.CrfSettings;
import org.tag2mask.crf.CrfWorkspace;
import org.tag2mask.crf.DenseCrf;
import org.tag2mask.data.synth.SynthPainter;
import org.tag2mask.data.synth.SynthSettings;

/**
 * The dense CRF under JMH: 10 iterations on a made-up picture of 500×375. Run it with several
 * threads ({@code -t 2}) for the throughput of a batch, one image a thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class CrfThroughput {
  private static final int WIDTH = 500;
  private static final int HEIGHT = 375;

  /** Number of labels. */
  @Param({"2", "3", "21"})
  public int labels;

  /** Settings by name. */
  @Param({"psa", "irn", "deeplab"})
  public String preset;

  private byte[] rgb;
  private float[] unary;
  private DenseCrf crf;
  private CrfWorkspace workspace;

  /** Draws the picture and the energies; the same at every run. */
  @Setup
  public void draw() {
    SynthSettings settings = SynthSettings.DEFAULT.withSize(WIDTH, HEIGHT);
    rgb = new SynthPainter(settings).picture(0).image().toBytes();
    Random random = new Random(7);
    unary = new float[labels * WIDTH * HEIGHT];
    for (int i = 0; i < unary.length; i++) {
      unary[i] = (float) -Math.log(0.05 + 0.95 * random.nextDouble());
    }
    crf = new DenseCrf(CrfSettings.preset(preset));
    workspace = new CrfWorkspace();
  }

  /** One inference with a reused workspace. */
  @Benchmark
  public CrfResult infer() {
    return crf.infer(WIDTH, HEIGHT, rgb, unary, labels, workspace);
  }
}
