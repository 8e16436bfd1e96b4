package org.tag2mask.models.file.torch;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.Quoted;
import org.tag2mask.models.file.StoredType;

/**
 * A name that a pickle may mention. The list is closed: a name not on it ends the reading, and one
 * on it selects a branch of our own code; no class of that name is ever looked for.
 *
 * @param name module and name, as Python writes it
 * @param role what it stands for
 * @param type the element type of a storage or element type name, else null
 */
record AllowedName(String name, Role role, StoredType type) implements Pickled {

  /** What a name stands for. */
  enum Role {
    DICTIONARY,
    TENSOR,
    TENSOR_OF_TYPE,
    PARAMETER,
    SUBCLASS,
    TENSOR_CLASS,
    SIZE,
    STORAGE,
    BYTE_STORAGE,
    ELEMENT_TYPE,
    /** Harmless and of no use here: whatever it is called with, the result is not interpreted. */
    INERT
  }

  private static final Map<String, AllowedName> KNOWN = new HashMap<>();

  /** Modules whose names in a pickle mean that loading it would run programs. */
  private static final Set<String> DANGEROUS =
      Set.of(
          "os",
          "posix",
          "nt",
          "subprocess",
          "sys",
          "builtins",
          "__builtin__",
          "shutil",
          "socket",
          "runpy",
          "importlib",
          "ctypes",
          "pty",
          "code",
          "operator",
          "webbrowser",
          "pickle",
          "asyncio",
          "multiprocessing",
          "pip",
          "pydoc",
          "timeit",
          "bdb",
          "pdb");

  static {
    names(Role.DICTIONARY, "collections.OrderedDict", "collections.defaultdict");
    names(Role.TENSOR, "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2");
    names(Role.TENSOR_OF_TYPE, "torch._utils._rebuild_tensor_v3");
    names(
        Role.PARAMETER,
        "torch._utils._rebuild_parameter",
        "torch._utils._rebuild_parameter_with_state",
        "torch.nn.parameter.Parameter",
        "torch.nn.parameter.Buffer");
    names(Role.SUBCLASS, "torch._tensor._rebuild_from_type_v2");
    names(Role.TENSOR_CLASS, "torch.Tensor", "torch._tensor.Tensor");
    names(Role.SIZE, "torch.Size");
    names(
        Role.BYTE_STORAGE,
        "torch.storage.UntypedStorage",
        "torch.storage._UntypedStorage",
        "torch.UntypedStorage");
    names(
        Role.INERT,
        "argparse.Namespace",
        "collections.Counter",
        "torch.device",
        "numpy.core.multiarray.scalar",
        "numpy._core.multiarray.scalar",
        "numpy.core.multiarray._reconstruct",
        "numpy._core.multiarray._reconstruct",
        "numpy.ndarray",
        "numpy.dtype",
        "pathlib.PosixPath",
        "pathlib.WindowsPath",
        "pathlib.PurePosixPath",
        "_codecs.encode");
    for (String builtin : new String[] {"dict", "list", "set", "frozenset", "int", "float"}) {
      names(Role.INERT, "builtins." + builtin, "__builtin__." + builtin);
    }
    storage("Float", StoredType.F32, "float32", "float");
    storage("Double", StoredType.F64, "float64", "double");
    storage("Half", StoredType.F16, "float16", "half");
    storage("BFloat16", StoredType.BF16, "bfloat16");
    storage("Long", StoredType.I64, "int64", "long");
    storage("Int", StoredType.I32, "int32", "int");
    storage("Short", StoredType.I16, "int16", "short");
    storage("Char", StoredType.I8, "int8");
    storage("Byte", StoredType.U8, "uint8");
    storage("Bool", StoredType.BOOL, "bool");
    storage("ComplexFloat", StoredType.C64, "complex64", "cfloat");
    elementType("uint16", StoredType.U16);
    elementType("uint32", StoredType.U32);
    elementType("uint64", StoredType.U64);
    elementType("float8_e5m2", StoredType.F8_E5M2);
    elementType("float8_e4m3fn", StoredType.F8_E4M3);
    elementType("float8_e8m0fnu", StoredType.F8_E8M0);
  }

  private static void names(Role role, String... names) {
    for (String name : names) {
      KNOWN.put(
          name, new AllowedName(name, role, role == Role.BYTE_STORAGE ? StoredType.U8 : null));
    }
  }

  private static void storage(String prefix, StoredType type, String... typeNames) {
    for (String module : new String[] {"torch.", "torch.cuda."}) {
      String name = module + prefix + "Storage";
      KNOWN.put(name, new AllowedName(name, Role.STORAGE, type));
    }
    for (String typeName : typeNames) {
      elementType(typeName, type);
    }
  }

  private static void elementType(String name, StoredType type) {
    KNOWN.put("torch." + name, new AllowedName("torch." + name, Role.ELEMENT_TYPE, type));
  }

  /**
   * A name on the list.
   *
   * @param module as the pickle has it
   * @param name as the pickle has it
   * @throws ModelException for every other name, saying what to do
   */
  static AllowedName of(String module, String name) {
    AllowedName known = KNOWN.get(module + "." + name);
    if (known != null) {
      return known;
    }
    String top = module.contains(".") ? module.substring(0, module.indexOf('.')) : module;
    String refused =
        "GLOBAL "
            + Quoted.plain(module + "." + name)
            + " is not allowed in a weight file, and nothing of it was run; ";
    if (DANGEROUS.contains(top)) {
      throw new ModelException(
          refused + "the file would run a program when loaded in Python: do not load it there");
    }
    if (top.equals("__torch__")) {
      throw new ModelException(
          refused
              + "this is a TorchScript program; in Python, save its weights alone:"
              + " torch.save(torch.jit.load(FILE).state_dict(), 'weights.pth')");
    }
    throw new ModelException(
        refused
            + "the file holds Python objects (a whole model, perhaps) besides weights; if you trust"
            + " it, load it in Python and save the weights alone:"
            + " torch.save(model.state_dict(), 'weights.pth')");
  }

  @Override
  public String toString() {
    return name;
  }
}
