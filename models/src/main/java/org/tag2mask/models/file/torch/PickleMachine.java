package org.tag2mask.models.file.torch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.torch.Pickled.Inert;
import org.tag2mask.models.file.torch.Pickled.Sequence;

/**
 * The stack machine of pickles, protocols 2 to 5, without the operations that could construct
 * anything but plain values and tensors. Every step adds at most one value; steps are bounded, and
 * so are the stack and the memo.
 */
final class PickleMachine {
  /** Ten times the steps of large checkpoints with their optimiser. */
  static final int MAX_STEPS = 1_000_000;

  private static final int OLDEST = 2;
  private static final int NEWEST = 5;

  private final PickleInput in;
  private final Function<List<Object>, Object> persistent;
  private final List<Object> stack = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Map<Long, Object> memo = new HashMap<>();
  private int steps;

  /**
   * A machine for one pickle.
   *
   * @param in at the start of the pickle
   * @param persistent what a reference to something outside the pickle stands for: gets the tuple
   */
  PickleMachine(PickleInput in, Function<List<Object>, Object> persistent) {
    this.in = in;
    this.persistent = persistent;
  }

  /**
   * Runs to the end of the pickle and takes no byte more.
   *
   * @return the value the pickle leaves
   * @throws ModelException for anything damaged, unbounded or not allowed
   */
  Object run() throws IOException {
    if (in.unsignedByte() != 0x80) {
      throw new ModelException("no pickle of protocol 2 to 5 starts here; the file is damaged");
    }
    protocol();
    while (true) {
      int code = in.unsignedByte();
      if (code == '.') {
        if (stack.size() != 1) {
          throw new ModelException("the pickle ends with " + stack.size() + " values, not one");
        }
        return pop();
      }
      charge(1);
      if (!text(code) && !number(code) && !container(code) && !memory(code)) {
        special(code);
      }
    }
  }

  private void charge(int count) {
    steps += count;
    if (steps > MAX_STEPS) {
      throw new ModelException(
          "the pickle takes more than " + MAX_STEPS + " steps; no dictionary of weights does");
    }
  }

  private boolean text(int code) throws IOException {
    switch (code) {
      case 'X' -> push(in.utf8(in.integer(4)));
      case 0x8c -> push(in.utf8(in.integer(1)));
      case 0x8d -> push(in.utf8(in.integer(8)));
      case 'U' -> push(in.latin1(in.integer(1)));
      case 'T' -> push(in.latin1(in.integer(4)));
      case 'C' -> push(in.bytes(in.integer(1)));
      case 'B' -> push(in.bytes(in.integer(4)));
      case 0x8e, 0x96 -> push(in.bytes(in.integer(8)));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean number(int code) throws IOException {
    switch (code) {
      case 'N' -> push(Pickled.NONE);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'J' -> push((long) (int) in.integer(4));
      case 'K' -> push(in.integer(1));
      case 'M' -> push(in.integer(2));
      case 'I' -> push(decimal(in.line()));
      case 0x8a -> push(big(in.bytes(in.integer(1))));
      case 0x8b -> push(big(in.bytes(in.integer(4))));
      case 'G' -> push(in.bigEndianDouble());
      default -> {
        return false;
      }
    }
    return true;
  }

  private static Object decimal(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw new ModelException("the pickle has " + Pickled.describe(digits) + " as a number", e);
    }
  }

  /** Little-endian two's complement of any length; what no long can hold keeps its bytes. */
  private static Object big(byte[] bytes) {
    if (bytes.length > Long.BYTES) {
      return bytes;
    }
    long value = bytes.length > 0 && bytes[bytes.length - 1] < 0 ? -1 : 0;
    for (int i = bytes.length - 1; i >= 0; i--) {
      value = value << 8 | bytes[i] & 0xff;
    }
    return value;
  }

  private boolean container(int code) {
    switch (code) {
      case '(' -> marks.add(stack.size());
      case ')' -> push(new Sequence(List.of(), true));
      case ']' -> push(new Sequence(new ArrayList<>(), false));
      case '}' -> push(new Dictionary());
      case 't' -> push(new Sequence(popToMark(), true));
      case 'l' -> push(new Sequence(popToMark(), false));
      case 0x85 -> push(new Sequence(pop(1), true));
      case 0x86 -> push(new Sequence(pop(2), true));
      case 0x87 -> push(new Sequence(pop(3), true));
      case 'd' -> {
        List<Object> items = popToMark();
        push(new Dictionary());
        setItems(items);
      }
      case 's' -> setItems(pop(2));
      case 'u' -> setItems(popToMark());
      case 'a' -> append(pop(1));
      case 'e' -> append(popToMark());
      case 0x8f -> push(new Inert("a set"));
      case 0x90 -> {
        popToMark();
        top(Inert.class, "items are added to");
      }
      case 0x91 -> {
        popToMark();
        push(new Inert("a set"));
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean memory(int code) throws IOException {
    switch (code) {
      case 'q' -> memo.put(in.integer(1), top());
      case 'r' -> memo.put(in.integer(4), top());
      case 0x94 -> memo.put((long) memo.size(), top());
      case 'h' -> push(remembered(in.integer(1)));
      case 'j' -> push(remembered(in.integer(4)));
      case '0' -> {
        // as Python: a mark is taken off if it lies on top
        if (!marks.isEmpty() && marks.get(marks.size() - 1) == stack.size()) {
          marks.remove(marks.size() - 1);
        } else {
          pop();
        }
      }
      case '1' -> popToMark();
      case '2' -> push(top());
      default -> {
        return false;
      }
    }
    return true;
  }

  private void special(int code) throws IOException {
    switch (code) {
      case 0x80 -> protocol();
      case 0x95 -> in.integer(8); // the length of a frame: a hint for buffers, of no use here
      case 'c' -> push(AllowedName.of(in.line(), in.line()));
      case 0x93 -> {
        List<Object> names = pop(2);
        if (!(names.get(0) instanceof String module) || !(names.get(1) instanceof String name)) {
          throw new ModelException("the pickle names a function by something that is no text");
        }
        push(AllowedName.of(module, name));
      }
      case 'i' -> {
        AllowedName.of(in.line(), in.line());
        throw unknown(code);
      }
      case 'R', 0x81 -> {
        List<Object> call = pop(2);
        call(call.get(0), call.get(1));
      }
      case 0x92 -> {
        List<Object> call = pop(3);
        call(call.get(0), call.get(1));
      }
      case 'b' -> build(pop());
      case 'Q' -> push(persistent.apply(sequence(pop(), "a reference to a storage").items()));
      default -> throw unknown(code);
    }
  }

  private void protocol() throws IOException {
    int protocol = in.unsignedByte();
    if (protocol < OLDEST || protocol > NEWEST) {
      throw new ModelException("the pickle has protocol " + protocol + "; expected 2 to 5");
    }
  }

  private void call(Object callee, Object arguments) {
    List<Object> items = sequence(arguments, "the arguments of a call").items();
    // a dictionary made of pairs costs as many steps as there are pairs, however often it is made
    charge(items.isEmpty() || !(items.get(0) instanceof Sequence s) ? 0 : s.items().size());
    push(PickleCalls.call(callee, items));
  }

  /** Python would set attributes; those of dictionaries and tensors are no weights. */
  private void build(Object state) {
    Object built = top();
    boolean known =
        built instanceof Dictionary || built instanceof TensorRef || built instanceof Inert;
    if (!known || state instanceof AllowedName) {
      throw new ModelException(
          "the pickle sets attributes of " + Pickled.describe(built) + ", which no weights have");
    }
  }

  private void setItems(List<Object> items) {
    Dictionary dictionary = top(Dictionary.class, "entries are set in");
    if (items.size() % 2 != 0) {
      throw new ModelException("the pickle sets a dictionary entry without a value");
    }
    for (int i = 0; i < items.size(); i += 2) {
      dictionary.put(items.get(i), items.get(i + 1));
    }
  }

  private void append(List<Object> items) {
    Sequence list = top(Sequence.class, "items are appended to");
    if (list.fixed()) {
      throw new ModelException("the pickle appends to a tuple; it is damaged");
    }
    list.items().addAll(items);
  }

  private Sequence sequence(Object value, String what) {
    if (!(value instanceof Sequence sequence) || !sequence.fixed()) {
      throw new ModelException(
          "the pickle has " + Pickled.describe(value) + " as " + what + "; expected a tuple");
    }
    return sequence;
  }

  private Object remembered(long index) {
    Object value = memo.get(index);
    if (value == null) {
      throw new ModelException("the pickle recalls value " + index + ", which it never stored");
    }
    return value;
  }

  private void push(Object value) {
    stack.add(value);
  }

  private int bottom() {
    return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
  }

  private Object top() {
    if (stack.size() <= bottom()) {
      throw new ModelException("the pickle takes a value from an empty stack; it is damaged");
    }
    return stack.get(stack.size() - 1);
  }

  private <T> T top(Class<T> type, String what) {
    Object top = top();
    if (!type.isInstance(top)) {
      throw new ModelException(
          "in the pickle, " + what + " " + Pickled.describe(top) + "; it is damaged");
    }
    return type.cast(top);
  }

  private Object pop() {
    Object top = top();
    stack.remove(stack.size() - 1);
    return top;
  }

  private List<Object> pop(int count) {
    if (stack.size() - count < bottom()) {
      throw new ModelException("the pickle takes a value from an empty stack; it is damaged");
    }
    return popFrom(stack.size() - count);
  }

  private List<Object> popToMark() {
    if (marks.isEmpty()) {
      throw new ModelException("the pickle ends a group that never began; it is damaged");
    }
    return popFrom(marks.remove(marks.size() - 1));
  }

  private List<Object> popFrom(int start) {
    List<Object> tail = stack.subList(start, stack.size());
    List<Object> items = new ArrayList<>(tail);
    tail.clear();
    return items;
  }

  private static ModelException unknown(int code) {
    return new ModelException(
        String.format(
            Locale.ROOT,
            "the pickle has operation 0x%02x, which torch.save does not write; the file is"
                + " damaged, or no weights file",
            code));
  }
}
