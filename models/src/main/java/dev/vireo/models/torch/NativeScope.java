package dev.vireo.models.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.function.Supplier;

/**
 * Frees native memory as soon as a piece of work is done. Arrays that a recorded operation needs
 * for its backward pass stay in memory nevertheless, because the recording holds them. (Arrays that
 * borrow Java memory would not: see {@link NativeArrays}.)
 */
public final class NativeScope {
  private NativeScope() {}

  /**
   * Runs the work, frees every array it created on this thread except its result, and hands the
   * result to the enclosing scope.
   */
  public static NDArray keep(Supplier<NDArray> work) {
    NDArray result;
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      result = work.get();
      NDScope.unregister(result);
    }
    NDScope.register(result);
    return result;
  }

  /** Runs the work and frees every array it created on this thread. */
  public static void run(Runnable work) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      work.run();
    }
  }

  /** Like {@link #run}, for work with a result that is not an array. */
  public static <T> T call(Supplier<T> work) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      return work.get();
    }
  }
}
