package dev.vireo.models.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtSymbolBlock;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;

/**
 * Functions in TorchScript, which libtorch compiles: they reach operations that DJL's interface
 * lacks, such as products in bfloat16, and one call stands for many operations. They are recorded
 * for the way back like any other operation.
 *
 * <p>An array of a type that DJL does not know, such as bfloat16, may be held, viewed, and passed
 * on to another function. Asking it for its type or its elements ends the process.
 *
 * <p>For one thread at a time.
 */
public final class CompiledModule {
  private final NDManager manager;
  private final PtSymbolBlock module;

  /** DJL takes a function's name from the name of an array among its arguments. */
  private final Map<String, NDArray> names = new HashMap<>();

  private CompiledModule(NDManager manager, PtSymbolBlock module) {
    this.manager = manager;
    this.module = module;
  }

  /**
   * Compiles a class.
   *
   * @param manager of the results and of the module, which is closed with it
   * @param name of the class
   * @param beside the class whose package has the file
   * @param file its definition, in TorchScript's serialized form
   * @param attributes values of its attributes: Integer or Double
   */
  public static CompiledModule of(
      NDManager manager,
      String name,
      Class<?> beside,
      String file,
      SortedMap<String, Number> attributes) {
    return of(manager, name, text(beside, file), attributes);
  }

  /** The same of a definition at hand. */
  static CompiledModule of(
      NDManager manager, String name, String source, SortedMap<String, Number> attributes) {
    byte[] archive = ModuleArchive.of(name, source, attributes);
    return new CompiledModule(manager, Autograd.compile(manager, archive));
  }

  private static String text(Class<?> beside, String file) {
    try (InputStream in = beside.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + " from the class path", e);
    }
  }

  /** The one result of a function. */
  public NDArray call(String function, NDArray... arguments) {
    return callForAll(function, arguments).singletonOrThrow();
  }

  /** All results of a function. */
  public NDList callForAll(String function, NDArray... arguments) {
    NDList inputs = new NDList(arguments.length + 1);
    inputs.add(names.computeIfAbsent(function, this::name));
    for (NDArray argument : arguments) {
      inputs.add(argument);
    }
    return Autograd.call(module, inputs);
  }

  private NDArray name(String function) {
    NDArray array = manager.zeros(new Shape(0));
    NDScope.unregister(array);
    array.setName("module_method:" + function);
    return array;
  }
}
