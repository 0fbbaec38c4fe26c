package dev.vireo.models.chat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.ContextFactory;
import org.mozilla.javascript.Function;
import org.mozilla.javascript.LambdaFunction;
import org.mozilla.javascript.RhinoException;
import org.mozilla.javascript.Script;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;

/**
 * The scripts of this package in a world of their own: no Java class can be reached from it, and a
 * call ends after a fixed number of steps.
 */
final class ScriptEngine {
  /** Templates of today take some hundred steps for a character of a conversation. */
  private static final long STEPS_PER_CHARACTER = 5_000;

  private static final long STEPS = 50_000_000;

  private static final int STEPS_BETWEEN_CHECKS = 100_000;
  private static final List<String> FILES =
      List.of("jinja", "values", "text", "filters", "interpreter", "operators", "render");
  private static final Factory FACTORY = new Factory();
  private static final List<Script> SCRIPTS = FACTORY.call(ScriptEngine::compile);

  private final Scriptable scope;
  private final Scriptable functions;

  ScriptEngine() {
    this.scope = FACTORY.call(ScriptEngine::world);
    this.functions =
        (Scriptable) FACTORY.call(context -> context.evaluateString(scope, "PY", "", 1, null));
  }

  /**
   * Calls one of the functions that the scripts offer. How many steps it may take depends on the
   * length of the texts among the arguments.
   */
  Object call(String name, Object... arguments) throws ScriptFault {
    long most = STEPS;
    for (Object argument : arguments) {
      most += argument instanceof String text ? text.length() * STEPS_PER_CHARACTER : 0;
    }
    long bound = most;
    try {
      return FACTORY.call(
          context -> {
            context.putThreadLocal(Factory.STEPS_LEFT, bound);
            Object[] converted = new Object[arguments.length];
            for (int i = 0; i < arguments.length; i++) {
              converted[i] = converted(context, arguments[i]);
            }
            Function function = (Function) functions.get(name, functions);
            return function.call(context, scope, functions, converted);
          });
    } catch (RhinoException e) {
      throw fault(name, e);
    } catch (StackOverflowError e) {
      throw new ScriptFault("limit", "calls that are nested without end", e);
    } catch (TooManySteps e) {
      throw new ScriptFault("limit", "more than " + most + " steps", e);
    }
  }

  private Object converted(Context context, Object value) {
    if (value instanceof int[] numbers) {
      Object[] boxed = new Object[numbers.length];
      for (int i = 0; i < boxed.length; i++) {
        boxed[i] = numbers[i];
      }
      return context.newArray(scope, boxed);
    }
    return value;
  }

  private static ScriptFault fault(String call, RhinoException e) {
    if (e instanceof org.mozilla.javascript.JavaScriptException thrown
        && thrown.getValue() instanceof Scriptable error) {
      Object kind = ScriptableObject.getProperty(error, "kind");
      String message = Context.toString(ScriptableObject.getProperty(error, "message"));
      if (kind instanceof CharSequence) {
        return new ScriptFault(kind.toString(), message, e);
      }
      return new ScriptFault(call.equals("parse") ? "syntax" : "wrong", message, e);
    }
    return new ScriptFault(call.equals("parse") ? "syntax" : "wrong", e.details(), e);
  }

  private static List<Script> compile(Context context) {
    return FILES.stream()
        .map(file -> context.compileString(read(file + ".js"), file, 1, null))
        .toList();
  }

  private static Scriptable world(Context context) {
    ScriptableObject world = context.initSafeStandardObjects();
    LambdaFunction printable =
        new LambdaFunction(
            world,
            "PRINTABLE",
            1,
            (cx, scope, self, arguments) -> isPrintable(((Number) arguments[0]).intValue()));
    ScriptableObject.putProperty(world, "PRINTABLE", printable);
    for (Script script : SCRIPTS) {
      script.exec(context, world, world);
    }
    return world;
  }

  /** Python's {@code str.isprintable} of one character. */
  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> codePoint == ' ';
      default -> true;
    };
  }

  private static String read(String file) {
    try (InputStream in = ScriptEngine.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the resource " + file + ": " + e.getMessage(), e);
    }
  }

  /** Not an Exception, so that no script can catch it. */
  private static final class TooManySteps extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static final class Factory extends ContextFactory {
    private static final String STEPS_LEFT = "steps left";

    @Override
    protected Context makeContext() {
      Context context = super.makeContext();
      context.setLanguageVersion(Context.VERSION_ECMASCRIPT);
      context.setClassShutter(name -> false);
      context.setGenerateObserverCount(true);
      context.setInstructionObserverThreshold(STEPS_BETWEEN_CHECKS);
      return context;
    }

    @Override
    protected void observeInstructionCount(Context context, int count) {
      // Nothing is counted while the scripts themselves are set up.
      if (context.getThreadLocal(STEPS_LEFT) instanceof Long left) {
        if (left < count) {
          throw new TooManySteps();
        }
        context.putThreadLocal(STEPS_LEFT, left - count);
      }
    }
  }
}
