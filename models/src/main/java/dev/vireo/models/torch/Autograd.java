package dev.vireo.models.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Features of libtorch that DJL's interface lacks: automatic differentiation without DJL's single
 * gradient collector per virtual machine, so that several threads can train at once, and views that
 * share memory.
 *
 * <p>Whether operations are recorded is a property of the thread. Every task therefore sets it with
 * {@link #recordGradients(boolean)}, and never relies on what an earlier task of the thread left
 * set.
 */
public final class Autograd {
  private Autograd() {}

  /**
   * A new manager of arrays on a device, which the caller closes. The first call loads libtorch.
   */
  public static NDManager newManager(Device device) {
    return Loaded.ENGINE.newBaseManager(device);
  }

  /** The GPU if libtorch sees one, otherwise the CPU. */
  public static Device bestDevice() {
    return gpuCount() > 0 ? Device.gpu() : Device.cpu();
  }

  /** Number of GPUs that libtorch sees. */
  public static int gpuCount() {
    return Loaded.ENGINE.getGpuCount();
  }

  /** Sets whether this thread's operations are recorded for a later {@link #backward}. */
  public static void recordGradients(boolean on) {
    Loaded.require();
    JniUtils.setGradMode(on);
  }

  /** Whether this thread's operations are recorded. */
  public static boolean recordsGradients() {
    Loaded.require();
    return JniUtils.isGradMode();
  }

  /**
   * Adds d (sum of output * upstream) / d leaf to the gradient of every leaf that requires one, and
   * frees the recorded operations. Runs on the calling thread.
   *
   * @param output recorded, any shape
   * @param upstream the same shape as {@code output}
   */
  public static void backward(NDArray output, NDArray upstream) {
    JniUtils.backward((PtNDArray) output, (PtNDArray) upstream, false, false);
  }

  /** Makes an array a leaf whose gradient {@link #backward} accumulates. */
  public static void requireGradient(NDArray leaf) {
    Loaded.require();
    leaf.setRequiresGradient(true);
  }

  /** Sets the gradient of a leaf to zero, if it has one. */
  public static void zeroGradient(NDArray leaf) {
    try (NDArray gradient = gradient(leaf)) {
      if (gradient != null) {
        JniUtils.zeroGrad((PtNDArray) leaf);
      }
    }
  }

  /**
   * The gradient of a leaf, sharing its memory, or null if it has none yet; the caller closes it.
   */
  public static NDArray gradient(NDArray leaf) {
    return JniUtils.getGradient((PtNDArray) leaf);
  }

  /** A view of the elements from (inclusive) to (exclusive) along an axis. */
  public static NDArray slice(NDArray array, int axis, long from, long to) {
    return JniUtils.slice((PtNDArray) array, axis, from, to, 1);
  }

  /** Overwrites the elements from (inclusive) to (exclusive) along an axis; shapes must match. */
  public static void write(NDArray target, int axis, long from, long to, NDArray values) {
    long[] shape = target.getShape().getShape().clone();
    long[] low = new long[shape.length];
    long[] step = new long[shape.length];
    Arrays.fill(step, 1);
    low[axis] = from;
    shape[axis] = to;
    JniUtils.indexSet((PtNDArray) target, (PtNDArray) values, low, shape, step);
  }

  /** Rows of an array, selected along its first axis by index (int64). */
  public static NDArray takeRows(NDArray array, NDArray rows) {
    PtNDArray source = (PtNDArray) array;
    return JniUtils.indexAdv(source, new NDIndex("{}", rows), source.getManager());
  }

  /** Compiles a TorchScript archive; closed with the manager. */
  static PtSymbolBlock compile(NDManager manager, byte[] archive) {
    Loaded.require();
    try {
      return JniUtils.loadModule(
          (PtNDManager) manager, new ByteArrayInputStream(archive), false, false);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read an archive in memory", e);
    }
  }

  /**
   * Calls a function of a compiled module; recorded where the thread records gradients.
   *
   * @param inputs the function's name in the form DJL wants it, then its arguments
   */
  static NDList call(PtSymbolBlock module, NDList inputs) {
    // Otherwise the first calls of a function, which libtorch watches, would run as other code than
    // those after them, and might round otherwise. A property of the thread.
    JniUtils.setGraphExecutorOptimize(false);
    return IValueUtils.forward(module, inputs, true);
  }

  /** Loads libtorch on first use. */
  private static final class Loaded {
    private static final String THREADS = "ai.djl.pytorch.num_threads";

    static final Engine ENGINE = load();

    private static Engine load() {
      // Two tasks with one thread each are faster than one with two, and sums keep their order.
      if (System.getProperty(THREADS) == null) {
        System.setProperty(THREADS, "1");
      }
      Engine engine = Engine.getEngine("PyTorch");
      chooseKernels(engine);
      return engine;
    }

    /**
     * Calls each function that libtorch delegates to MKL's vector mathematics once, before any task
     * runs. MKL 2024.2 chooses a function's kernel at its first call; if several threads make that
     * call at once, some may get a kernel of lower accuracy (pytorch issue 188792), and a repeated
     * run would, rarely, differ in its last bits.
     */
    private static void chooseKernels(Engine engine) {
      try (NDManager manager = engine.newBaseManager(Device.cpu())) {
        NDArray one = manager.ones(new Shape(1));
        one.sqrt();
        one.exp();
      }
    }

    static void require() {
      if (ENGINE == null) {
        throw new IllegalStateException("DJL has no PyTorch engine on the class path");
      }
    }
  }
}
