package org.tag2mask.models.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tag2mask.models.backbone.Backbone;
import org.tag2mask.models.backbone.Backbones;
import org.tag2mask.models.graph.Dim;
import org.tag2mask.models.graph.Graph;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Value;

/**
 * Names and shapes of all parameters against the state dictionaries of the public code (torchvision
 * 0.14.1; jiwoon-ahn/psa 9493e59; jiwoon-ahn/irn a2ece00; kazuto1011/deeplab-pytorch 4219467;
 * xulianuwa/MCTformer 0acc27a and 355a4aa; vasgaowei/TS-CAM 25aece4; JLChen-C/SemFormer 15d2b20;
 * GuoleiSun/MCIS_wsss 1fc8f75): SHA-256 over the sorted lines {@code name[size, size]}, taken from
 * the official networks.
 */
class OfficialNamesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resnet50|7f7f770d8aea8b9776666d1f604de7a1a48bf332432b8fe544347d9ee64d601e",
        "resnet38|67683b227397993436576d0d8cb05779ca125138337b450c858644e71dc0a14a",
        "vgg16_largefov|75fd9bf49c2929dc373bb36af3211819ed56d8af9971d394f8f15ddab1fe49d3",
        "vgg16|aaaefc687b5b5939a2a9c3ef51310f73b551dc061f1e1ddbee0e5e6b266ad214",
        "deit_small|6166d9f234144403061d747ede02ec9fe00e71dfc6d8a38861cc8b0f883015dc",
        "deit_small[class_tokens=20]|90413b41afdbedfb2fd32b9bb0cb0a4e43fd348a6c09093ac9a3012fd85ed588",
        "resnet101_caffe|827d9ca6c65c54a3db93c8d6782b9f656941789cea586c7eba78d8016be2bead"
      })
  void backbonesDeclareTheOfficialParameters(String backbone, String expected) throws Exception {
    assertEquals(expected, hash(backboneGraph(backbone)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resnet38[layer=fc8]|05d67de537765e59157a7b0bcf04f30539f8bab7fee8e313edd35523d6accdb7",
        "vgg16_largefov[layer=fc8]|621429bccece8cf590d549b13e05d550f96c5c49abd50d5ab3701afdba95da93",
        "resnet50|4087ce6c95762587c048c6395dbf7c3bb6e43c2b72ede874d38903fdaa1d22d8"
      })
  void camNetworksDeclareTheOfficialParameters(String network, String expected) throws Exception {
    assertEquals(expected, hash(Networks.build(NetworkSpec.parse(network, "cam", 20)).graph()));
  }

  /** The public code keeps what belongs to a single image under {@code vgg.}; without that. */
  @Test
  void theCoAttentionNetworkDeclaresTheOfficialParameters() throws Exception {
    String network = "vgg16[variant=d1,classifier=separate,convs=3]";
    assertEquals(
        "a7b6da0990f8e3872f8adf983f0221101c318ce12facfe3873aa6b14c5d5eec9",
        hash(Networks.build(NetworkSpec.parse(network, "mcis", 20)).graph()));
  }

  /** The official IRNet has its trunk under {@code resnet50.}, which is cut off here. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resnet38|affinity|524f8ad08ac322a9d5ea3a84776c87f2a7a4765b7b22f4a5628afe0a7a675f42",
        "resnet50|irn|bfab30e90966a98f49d66c1e9322b74c0badac7fde7ca883db54183acd470cba"
      })
  void affinityNetworksDeclareTheOfficialParameters(String network, String head, String expected)
      throws Exception {
    assertEquals(expected, hash(Networks.build(NetworkSpec.parse(network, head, 20)).graph()));
  }

  /** Without the arrays that the public code holds but never reads. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "deit_small+tscam|e7eb8904cb840eff9e9931eaab6cd59fd6d07a8618baa2f8f9ddfc5f5d122719",
        "deit_small+mctformer[variant=v1]|7529f29dca5949c182a32574678b31aab347ca5477d3853b7fa9cf0ae0a088b7",
        "deit_small+mctformer|e4b88b06766ab9aec57e09b49d04de8c85df39b2d370c0fc0896d6a0afd22637",
        "deit_small+mctformer[variant=plus]|f223ba739a6337253976d3ba3f0d03fe08dc8fc2f562e98e911437845c6fb1ac",
        "deit_small+semformer[class_dim=64]|e1ebcf0fe2d05f49f11abe0c918a05c2fa9194004224f7e1fab2741175ea2909",
        "resnet101_caffe+deeplab_v2|309a4d6747780caca005a0845f1015e00e8358ef7be3216fbd57d630217996a6"
      })
  void otherNetworksDeclareTheOfficialParameters(String network, String expected) throws Exception {
    assertEquals(expected, hash(Networks.build(NetworkSpec.parse(network, "cam", 20)).graph()));
  }

  /** Sizes the official networks give for a 65×97 image. */
  @Test
  void mapsHaveTheOfficialSizes() {
    assertMap("resnet38", "conv4", 512, 9, 13);
    assertMap("resnet38", "b2", 128, 33, 49);
    assertMap("resnet38", "b3", 256, 17, 25);
    assertMap("resnet38", "conv6", 4096, 9, 13);
    assertMap("resnet50[output_stride=16]", "stem", 64, 17, 25);
    assertMap("resnet50[output_stride=16]", "layer4", 2048, 5, 7);
    assertMap("resnet50[output_stride=8]", "layer4", 2048, 9, 13);
    assertMap("vgg16_largefov", "conv5fc", 1024, 9, 13);
    assertMap("vgg16[variant=d1]", "relu5_3", 512, 8, 12);
    assertMap("vgg16[variant=cian]", "relu5_3", 512, 9, 13);
    assertMap("vgg16", "relu5_3", 512, 4, 6);
    assertMap("squeezenet1_0", null, 512, 3, 5);
    assertMap("deit_small", null, 384, 4, 6);
  }

  private static void assertMap(String text, String tap, long channels, long rows, long columns) {
    NetworkSpec spec = NetworkSpec.parse(text, "cam", 1);
    GraphBuilder g = new GraphBuilder();
    Backbone.Features features = Backbones.named(spec.backbone()).build(g, g.image(3), spec);
    Value map = tap == null ? features.map() : features.taps().get(tap);
    long[] size = map.shape().at(Dim.symbols(1, 65, 97));
    assertArrayEquals(new long[] {1, channels, rows, columns}, size, text + " " + tap);
  }

  private static Graph backboneGraph(String text) {
    NetworkSpec spec = NetworkSpec.parse(text, "cam", 1);
    GraphBuilder g = new GraphBuilder();
    Value map = Backbones.named(spec.backbone()).build(g, g.image(3), spec).map();
    return g.output("map", map).build();
  }

  private static String hash(Graph graph) throws Exception {
    List<String> lines = graph.parameters().stream().map(Object::toString).sorted().toList();
    String joined = lines.stream().collect(Collectors.joining("\n"));
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(sha.digest(joined.getBytes(StandardCharsets.UTF_8)));
  }
}
