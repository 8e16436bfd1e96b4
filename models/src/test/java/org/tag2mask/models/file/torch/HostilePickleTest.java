package org.tag2mask.models.file.torch;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.models.ModelException;

/** Pickles made by hand to run programs, to fill the memory or to reach beyond their storages. */
class HostilePickleTest {
  private static final long[] TWO = {2};
  private static final long[] ONE = {1};

  @TempDir Path folder;

  @Test
  void aPickleThatCallsOsSystemRunsNothing() throws IOException {
    Path trace = folder.resolve("trace");
    byte[] pickle =
        new PickleBytes().global("os", "system").op('(').text("touch " + trace).ops("tR").end();
    String zip = refused(ZipBytes.torch(pickle, new byte[0]));
    assertTrue(zip.contains("GLOBAL os.system is not allowed in a weight file"), zip);
    assertTrue(zip.contains("would run a program when loaded in Python"), zip);
    String legacy = refused(legacy(pickle));
    assertTrue(legacy.contains("GLOBAL os.system is not allowed in a weight file"), legacy);
    assertFalse(Files.exists(trace), "the command ran");
  }

  @Test
  void everyWayToNameAFunctionIsRefusedByName() throws IOException {
    byte[] stack = new PickleBytes().text("posix").text("system").op(0x93).end();
    assertTrue(refusedPickle(stack).contains("GLOBAL posix.system is not allowed"));
    byte[] instance = new PickleBytes().op('(').ops("isubprocess\nPopen\n").end();
    assertTrue(refusedPickle(instance).contains("GLOBAL subprocess.Popen is not allowed"));
    byte[] dotted = new PickleBytes().text("builtins").text("list.__class__").op(0x93).end();
    assertTrue(refusedPickle(dotted).contains("GLOBAL builtins.list.__class__ is not allowed"));
    byte[] registry = new PickleBytes().op(0x82, 1).end();
    assertTrue(refusedPickle(registry).contains("operation 0x82"));
    byte[] object = new PickleBytes().op('(').global("argparse", "Namespace").op('o').end();
    assertTrue(refusedPickle(object).contains("operation 0x6f"));
    byte[] program = new PickleBytes().global("__torch__.net", "Net").end();
    assertTrue(refusedPickle(program).contains("TorchScript"));
  }

  @Test
  void namesOfAFileCannotSteerTheTerminal() throws IOException {
    byte[] pickle = new PickleBytes().global("evil\u001b[2J", "x".repeat(300)).end();
    String message = refusedPickle(pickle);
    assertTrue(message.contains("GLOBAL evil?[2J.xxx"), message);
    assertTrue(message.chars().noneMatch(Character::isISOControl), message);
    assertTrue(message.length() < 700, message);
  }

  @Test
  void allowedNamesCannotBeCombinedIntoAnythingElse() throws IOException {
    byte[] called = new PickleBytes().global("torch", "FloatStorage").ops(")R").end();
    assertTrue(refusedPickle(called).contains("calls torch.FloatStorage"));
    byte[] text = new PickleBytes().text("os.system").ops(")R").end();
    assertTrue(refusedPickle(text).contains("calls the text 'os.system'"));
    byte[] attributes = new PickleBytes().global("torch", "Size").ops("}b").end();
    assertTrue(refusedPickle(attributes).contains("sets attributes of torch.Size"));
    byte[] nested =
        new PickleBytes()
            .global("torch._tensor", "_rebuild_from_type_v2")
            .op('(')
            .global("torch._tensor", "_rebuild_from_type_v2")
            .global("torch", "Tensor")
            .ops(")}tR")
            .end();
    assertTrue(refusedPickle(nested).contains("as argument 1"));
  }

  @Test
  void tensorsCannotLeaveTheirStorage() throws IOException {
    assertTrue(tensor(2, 1, TWO, ONE).contains("leaves its storage of 2 elements"));
    assertTrue(tensor(2, 0, TWO, TWO).contains("leaves its storage of 2 elements"));
    assertTrue(tensor(2, -1, ONE, ONE).contains("leaves its storage"));
    assertTrue(tensor(2, 0, TWO, new long[] {-1}).contains("none may be negative"));
    assertTrue(tensor(2, 0, new long[] {-2}, ONE).contains("none may be negative"));
    assertTrue(tensor(2, 0, TWO, new long[] {Long.MAX_VALUE}).contains("leaves its storage"));
    long[] most = {3, 3};
    assertTrue(tensor(2, 0, most, new long[] {Long.MAX_VALUE, 1}).contains("beyond any file"));
    long huge = 1L << 32;
    assertTrue(tensor(2, 0, new long[] {huge}, ONE).contains("beyond any file"));
    long[] sizes = {1 << 30, 1 << 30, 1 << 30};
    assertTrue(tensor(2, 0, sizes, new long[3]).contains("beyond any file"));
    assertTrue(tensor(2, Long.MAX_VALUE, TWO, ONE).contains("beyond any file"));
    assertTrue(tensor(2, 0, TWO, new long[] {1, 1}).contains("1 sizes and 2 strides"));
    assertTrue(tensor(2, 0, new long[70], new long[70]).contains("more than 64 axes"));
  }

  @Test
  void storagesCannotBeLargerThanTheFile() throws IOException {
    assertTrue(tensor(3, 0, ONE, ONE).contains("has 8 bytes, its tensors expect 12"));
    assertTrue(tensor(-1, 0, ONE, ONE).contains("claims -1 elements"));
    assertTrue(tensor(1L << 62, 0, ONE, ONE).contains("claims 4611686018427387904 elements"));
    assertTrue(tensor(1L << 40, 0, ONE, ONE).contains("its tensors expect 4398046511104"));
  }

  @Test
  void aFewBytesCannotBeShownOftenEnoughToFillTheMemory() throws IOException {
    assertTrue(tensor(2, 0, new long[] {1 << 30}, new long[] {0}).contains("too many times"));
    PickleBytes many = new PickleBytes().op('}');
    for (int i = 0; i < 100; i++) {
      many.text("w" + i).tensor("0", 2, 0, new long[] {1 << 16}, new long[] {0}).op('s');
    }
    assertTrue(refusedPickle(many.end()).contains("would fill the memory"));
  }

  @Test
  void oneStorageHasOneTypeAndSize() throws IOException {
    byte[] pickle = new PickleBytes().op(']').storage("0", 2).op('a').storage("0", 1).op('a').end();
    assertTrue(refusedPickle(pickle).contains("storage '0' is once"));
  }

  @Test
  void dictionariesThatHoldThemselvesAreNoTrap() throws IOException {
    byte[] pickle = new PickleBytes().op('}', 'q', 0).text("model").op('h', 0, 's').end();
    String message = refusedPickle(pickle);
    assertTrue(message.contains("nested more than 4 deep"), message);
    byte[] list = new PickleBytes().op(']', 'q', 0, 'h', 0, 'a').end();
    assertTrue(refusedPickle(list).contains("holds a list of 1; expected a dictionary"));
  }

  @Test
  void deepNestingIsNoTrap() throws IOException {
    PickleBytes deep = new PickleBytes().op(')');
    for (int i = 0; i < 500_000; i++) {
      deep.op(0x85);
    }
    assertTrue(refusedPickle(deep.end()).contains("holds a tuple of 1; expected a dictionary"));
    PickleBytes dictionaries = new PickleBytes();
    for (int i = 0; i < 1000; i++) {
      dictionaries.op('}').text("model");
    }
    dictionaries.op('}').ops("s".repeat(1000));
    assertTrue(refusedPickle(dictionaries.end()).contains("nested more than 4 deep"));
  }

  @Test
  void stepsAndPiecesAreBounded() throws IOException {
    PickleBytes endless = new PickleBytes().op('N');
    String two = "2".repeat(1_100_000);
    assertTrue(refusedPickle(endless.ops(two).end()).contains("more than 1000000 steps"));
    byte[] piece = new PickleBytes().op('B', 0xff, 0xff, 0xff, 0x7f).end();
    assertTrue(refusedPickle(piece).contains("a piece of 2147483647 bytes"));
    byte[] longer = new PickleBytes().op('B', 0, 0, 0, 1).end();
    assertTrue(refusedPickle(longer).contains("the pickle ends in the middle"));
    byte[] eight = new PickleBytes().op(0x8e).ops("\u00ff".repeat(8)).end();
    assertTrue(refusedPickle(eight).contains("a piece of 18446744073709551615 bytes"));
    String name = "c" + "n".repeat(600);
    assertTrue(refusedPickle(new PickleBytes().ops(name).end()).contains("more than 512"));
  }

  @Test
  void pairsAreCountedEachTimeADictionaryIsMadeOfThem() throws IOException {
    PickleBytes pickle = new PickleBytes().op(']', '(');
    for (int i = 0; i < 5000; i++) {
      pickle.op('N', 'N', 0x86);
    }
    pickle.op('e', 0x85, 'q', 0);
    for (int i = 0; i < 5000; i++) {
      pickle.global("collections", "OrderedDict").op('h', 0, 'R', '0');
    }
    assertTrue(refusedPickle(pickle.end()).contains("more than 1000000 steps"));
  }

  @Test
  void stackAndMemoAreNeverReadWhereNothingWasPut() throws IOException {
    assertTrue(refusedPickle(new PickleBytes().op('a').end()).contains("empty stack"));
    assertTrue(refusedPickle(new PickleBytes().op('N', '(', 'a').end()).contains("empty stack"));
    assertTrue(refusedPickle(new PickleBytes().op('t').end()).contains("never began"));
    assertTrue(refusedPickle(new PickleBytes().op('h', 7).end()).contains("recalls value 7"));
    assertTrue(refusedPickle(new PickleBytes().end()).contains("ends with 0 values"));
    byte[] unhashable = new PickleBytes().ops("})Ns").end();
    assertTrue(refusedPickle(unhashable).contains("has a tuple of 0 as a key"));
  }

  @Test
  void theOlderFormChecksItsListOfStorages() throws IOException {
    byte[] keys = new PickleBytes().op(']').text("0").op('a').end();
    byte[] weights = new PickleBytes().op('}').text("w").tensor("0", 1, 0, ONE, ONE).op('s').end();
    byte[] count = {1, 0, 0, 0, 0, 0, 0, 0};
    byte[] two = {2, 0, 0, 0, 0, 0, 0, 0};
    byte[] value = {0, 0, 0, 0x40};
    Path sound = Files.write(folder.resolve("ok"), legacy(weights, keys, count, value));
    try (TorchFile file = TorchFile.open(sound)) {
      assertTrue(file.read("w").values()[0] == 2);
    }
    assertTrue(
        refused(legacy(weights, keys, two, value))
            .contains("has 2 elements, its tensors expect 1"));
    assertTrue(refused(legacy(weights, keys, count)).contains("ends within storage '0'"));
    byte[] none = new PickleBytes().op(']').end();
    assertTrue(refused(legacy(weights, none)).contains("holds 0 of the 1 storages"));
    byte[] twice = new PickleBytes().op(']').text("0").op('a').text("0").op('a').end();
    assertTrue(
        refused(legacy(weights, twice, count, value, count, value)).contains("no tensor uses"));
    assertTrue(
        refused(legacy(weights, keys, count, value, value)).contains("4 bytes at the end belong"));
  }

  private String tensor(long stored, long offset, long[] sizes, long[] strides) throws IOException {
    return refusedPickle(
        new PickleBytes()
            .op('}')
            .text("w")
            .tensor("0", stored, offset, sizes, strides)
            .op('s')
            .end());
  }

  private String refusedPickle(byte[] pickle) throws IOException {
    return refused(ZipBytes.torch(pickle, new byte[8]));
  }

  /** The message, which must be of our own and name the file. */
  private String refused(byte[] content) throws IOException {
    Path path = Files.write(folder.resolve("hostile.pth"), content);
    String message =
        assertThrows(ModelException.class, () -> TorchFile.open(path).close()).getMessage();
    assertTrue(message.startsWith(path.toString()), message);
    return message;
  }

  /** The older form: its three leading pickles, then what is given. */
  private static byte[] legacy(byte[]... rest) {
    PickleBytes start = new PickleBytes();
    String magic = "\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.\u0080\u0002M\u00e9\u0003.";
    byte[] facts = new PickleBytes().op('}').end();
    start.ops(magic).ops(new String(facts, StandardCharsets.ISO_8859_1));
    for (byte[] piece : rest) {
      start.ops(new String(piece, StandardCharsets.ISO_8859_1));
    }
    byte[] withStop = start.end();
    return java.util.Arrays.copyOf(withStop, withStop.length - 1);
  }
}
