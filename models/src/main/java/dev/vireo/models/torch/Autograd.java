package dev.vireo.models.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;

/**
 * What libtorch can do and DJL's interface does not offer: differentiation without DJL's one
 * collector per virtual machine, so that several threads can train at once, and views that share
 * memory.
 *
 * <p>Whether operations are recorded is a property of the thread: every task says so itself, by
 * {@link #recordGradients(boolean)}, and never relies on what the thread's last task left behind.
 */
public final class Autograd {
  private Autograd() {}

  /** A manager of arrays on a device; who asks for it closes it. The first call loads libtorch. */
  public static NDManager newManager(Device device) {
    return Loaded.ENGINE.newBaseManager(device);
  }

  /** The GPU if libtorch sees one, else the CPU. */
  public static Device bestDevice() {
    return gpuCount() > 0 ? Device.gpu() : Device.cpu();
  }

  /** GPUs that libtorch sees. */
  public static int gpuCount() {
    return Loaded.ENGINE.getGpuCount();
  }

  /** Whether this thread's operations are recorded for a later {@link #backward}. */
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
   * frees the recorded operations. The work is done by the calling thread.
   *
   * @param output any shape, recorded
   * @param upstream the same shape
   */
  public static void backward(NDArray output, NDArray upstream) {
    JniUtils.backward((PtNDArray) output, (PtNDArray) upstream, false, false);
  }

  /** Makes an array a leaf whose gradient {@link #backward} collects. */
  public static void requireGradient(NDArray leaf) {
    Loaded.require();
    leaf.setRequiresGradient(true);
  }

  /** Sets the gradient of a leaf to zero; nothing happens if it has none yet. */
  public static void zeroGradient(NDArray leaf) {
    try (NDArray gradient = gradient(leaf)) {
      if (gradient != null) {
        JniUtils.zeroGrad((PtNDArray) leaf);
      }
    }
  }

  /**
   * The gradient of a leaf, sharing its memory, or null while there is none; the caller closes it.
   */
  public static NDArray gradient(NDArray leaf) {
    return JniUtils.getGradient((PtNDArray) leaf);
  }

  /** Elements from (inclusive) to (exclusive) along an axis, as a view of the same memory. */
  public static NDArray slice(NDArray array, int axis, long from, long to) {
    return JniUtils.slice((PtNDArray) array, axis, from, to, 1);
  }

  /**
   * Copies values into elements from (inclusive) to (exclusive) along an axis, in place; shapes
   * must agree.
   */
  public static void write(NDArray target, int axis, long from, long to, NDArray values) {
    long[] shape = target.getShape().getShape().clone();
    long[] low = new long[shape.length];
    long[] step = new long[shape.length];
    Arrays.fill(step, 1);
    low[axis] = from;
    shape[axis] = to;
    JniUtils.indexSet((PtNDArray) target, (PtNDArray) values, low, shape, step);
  }

  /** Rows of an array by index (int64), along its first axis. */
  public static NDArray takeRows(NDArray array, NDArray rows) {
    PtNDArray source = (PtNDArray) array;
    return JniUtils.indexAdv(source, new NDIndex("{}", rows), source.getManager());
  }

  /** Loads libtorch once, when first used. */
  private static final class Loaded {
    private static final String THREADS = "ai.djl.pytorch.num_threads";

    static final Engine ENGINE = load();

    private static Engine load() {
      // Two tasks of one thread are faster than one task of two, and sums keep their order.
      if (System.getProperty(THREADS) == null) {
        System.setProperty(THREADS, "1");
      }
      Engine engine = Engine.getEngine("PyTorch");
      chooseKernels(engine);
      return engine;
    }

    /**
     * Calls once, before any task does, each function that libtorch leaves to MKL's vector
     * mathematics. MKL 2024.2 chooses a function's kernel at its first call, and of several first
     * calls at a time some may get one of lower accuracy (pytorch issue 188792): rarely, a run
     * would then differ in its last bits from the same run done again.
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
