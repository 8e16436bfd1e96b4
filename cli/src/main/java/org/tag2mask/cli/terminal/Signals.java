package org.tag2mask.cli.terminal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/**
 * Signals of the operating system, through {@code sun.misc.Signal} of the module {@code
 * jdk.unsupported}. By reflection, because the compiler warns about the type whatever one does.
 */
final class Signals {
  private Signals() {}

  /**
   * Handles a signal, unless the parent process had it ignored (as shells do for Ctrl-C in
   * background jobs).
   *
   * @param name such as {@code INT}
   * @param action gets the signal's number, on a thread of its own
   * @return whether the signal is handled or ignored now; false where this Java has no signals
   */
  static boolean handle(String name, IntConsumer action) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object signal = signalType.getConstructor(String.class).newInstance(name);
      int number = (int) signalType.getMethod("getNumber").invoke(signal);
      InvocationHandler calls =
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "handle" -> {
                  action.accept(number);
                  yield null;
                }
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == arguments[0];
                default -> "tag2mask's handler of " + name;
              };
      Object handler =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(), new Class<?>[] {handlerType}, calls);
      Object before =
          signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
      if (before == handlerType.getField("SIG_IGN").get(null)) {
        signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, before);
      }
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return false;
    }
  }
}
