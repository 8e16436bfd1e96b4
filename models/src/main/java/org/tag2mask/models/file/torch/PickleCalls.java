package org.tag2mask.models.file.torch;

import java.util.ArrayList;
import java.util.List;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.torch.AllowedName.Role;
import org.tag2mask.models.file.torch.Pickled.Inert;
import org.tag2mask.models.file.torch.Pickled.Sequence;

/** What a call in a pickle yields: a value of ours for each allowed name. */
final class PickleCalls {
  private PickleCalls() {}

  /**
   * A call.
   *
   * @param callee what is called
   * @param arguments what with
   * @return the value
   * @throws ModelException if the callee is no name that can be called, or gets other arguments
   *     than torch gives it
   */
  static Object call(Object callee, List<Object> arguments) {
    if (!(callee instanceof AllowedName name)) {
      throw new ModelException(
          "the pickle calls " + Pickled.describe(callee) + "; expected a function's name");
    }
    return switch (name.role()) {
      case DICTIONARY -> dictionary(name, arguments);
      case TENSOR -> tensor(name, storage(name, arguments), arguments);
      case TENSOR_OF_TYPE -> tensorOfType(name, arguments);
      case PARAMETER -> argument(name, arguments, 0, TensorRef.class);
      case SUBCLASS -> subclass(name, arguments);
      case SIZE -> argument(name, arguments, 0, Sequence.class);
      case INERT -> new Inert(name.name());
      case TENSOR_CLASS, STORAGE, BYTE_STORAGE, ELEMENT_TYPE ->
          throw new ModelException(
              "the pickle calls "
                  + name
                  + ", which torch.save does not do; save a dictionary of tensors");
    };
  }

  /** Old Python wrote ordered dictionaries as a list of pairs; newer sets the entries after. */
  private static Dictionary dictionary(AllowedName name, List<Object> arguments) {
    Dictionary dictionary = new Dictionary();
    if (!arguments.isEmpty() && arguments.get(0) instanceof Sequence pairs) {
      for (Object item : pairs.items()) {
        if (!(item instanceof Sequence pair) || pair.items().size() != 2) {
          throw unexpected(name, 0, item);
        }
        dictionary.put(pair.items().get(0), pair.items().get(1));
      }
    }
    return dictionary;
  }

  private static TensorRef tensor(AllowedName name, StorageRef storage, List<Object> arguments) {
    long offset = argument(name, arguments, 1, Long.class);
    List<Long> sizes = integers(name, arguments, 2);
    List<Long> strides = integers(name, arguments, 3);
    return TensorRef.of(storage, offset, sizes, strides);
  }

  /** Element types newer than storages: the storage counts bytes, the type comes separately. */
  private static TensorRef tensorOfType(AllowedName name, List<Object> arguments) {
    AllowedName type = argument(name, arguments, 6, AllowedName.class);
    if (type.role() != Role.ELEMENT_TYPE) {
      throw unexpected(name, 6, type);
    }
    return tensor(name, storage(name, arguments).as(type.type()), arguments);
  }

  /** A tensor of a class derived from torch.Tensor; only torch's own two are known. */
  private static Object subclass(AllowedName name, List<Object> arguments) {
    AllowedName builder = argument(name, arguments, 0, AllowedName.class);
    AllowedName type = argument(name, arguments, 1, AllowedName.class);
    boolean known = type.role() == Role.TENSOR_CLASS || type.role() == Role.PARAMETER;
    // a builder that is this function again could nest without end
    if (!known || builder.role() == Role.SUBCLASS) {
      throw unexpected(name, known ? 0 : 1, known ? builder : type);
    }
    return call(builder, argument(name, arguments, 2, Sequence.class).items());
  }

  private static StorageRef storage(AllowedName name, List<Object> arguments) {
    return argument(name, arguments, 0, StorageRef.class);
  }

  private static List<Long> integers(AllowedName name, List<Object> arguments, int index) {
    List<Long> integers = new ArrayList<>();
    for (Object item : argument(name, arguments, index, Sequence.class).items()) {
      if (!(item instanceof Long value)) {
        throw unexpected(name, index, item);
      }
      integers.add(value);
      if (integers.size() > TensorRef.MAX_RANK) {
        throw new ModelException("a tensor has more than " + TensorRef.MAX_RANK + " axes");
      }
    }
    return integers;
  }

  private static <T> T argument(
      AllowedName name, List<Object> arguments, int index, Class<T> type) {
    Object value = index < arguments.size() ? arguments.get(index) : Pickled.NONE;
    if (!type.isInstance(value)) {
      throw unexpected(name, index, value);
    }
    return type.cast(value);
  }

  private static ModelException unexpected(AllowedName name, int index, Object value) {
    return new ModelException(
        name
            + " gets "
            + Pickled.describe(value)
            + " as argument "
            + (index + 1)
            + ", which torch.save does not write; the file is damaged or was made by hand");
  }
}
