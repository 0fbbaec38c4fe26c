package dev.vireo.models.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.function.Supplier;

/**
 * Frees native memory as soon as a piece of work is done. An array that a recorded operation needs
 * for its backward pass stays in memory all the same: the recording holds it. (Arrays that borrow
 * Java memory would not: see {@link NativeArrays}.)
 */
public final class NativeScope {
  private NativeScope() {}

  /**
   * Runs the work, frees every array it made on this thread but its result, and hands the result to
   * the scope around.
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

  /** Runs the work and frees every array it made on this thread. */
  public static void run(Runnable work) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      work.run();
    }
  }

  /** As {@link #run}, for work with a result that is not an array. */
  public static <T> T call(Supplier<T> work) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      return work.get();
    }
  }
}
