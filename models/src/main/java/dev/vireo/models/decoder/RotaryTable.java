package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.RopeScaling;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeArrays;

/**
 * Rotary positions (arXiv 2104.09864): at position p, pair i of a head turns by the angle p *
 * theta^(-2i / D). A rotation is a factor for each pair as a complex number, [n, 1, t, h + KV, D /
 * 2, 2], with n = 1 where it is the same in every group.
 *
 * <p>Where the configuration asks for it, angles are scaled as {@link RopeScaling} says.
 *
 * <p>As in Hugging Face's models, element i of a head is paired with element i + D / 2. Angles are
 * taken in float64. The queries' part of the table is scaled by 1 / sqrt(D), attention's constant.
 *
 * <p>Not thread-safe: one task slot's. Grows with the longest position asked for.
 */
final class RotaryTable implements AutoCloseable {
  private static final int SMALLEST_CAPACITY = 64;

  private final NDManager manager;
  private final HeadGeometry geometry;
  private final double theta;
  private final RopeScaling scaling;
  private int capacity;
  private NDArray table;

  RotaryTable(NDManager manager, ModelConfig config) {
    this.manager = manager;
    this.geometry = HeadGeometry.of(config);
    this.theta = config.ropeTheta();
    this.scaling = config.ropeScaling();
  }

  /** The rotation of tokens at positions first, first + 1, ..., the same in every row. */
  NDArray range(int first, int count) {
    ensure(first + count);
    return rotation(Autograd.slice(table, 0, first, (long) first + count), 1, count);
  }

  /**
   * The rotation of tokens at positions of their own.
   *
   * @param positions [n t], of n rows of t tokens
   * @param last the largest of them
   */
  NDArray at(NDArray positions, int last, int n, int t) {
    ensure(last + 1);
    return rotation(Tensors.rows(table, positions), n, t);
  }

  private NDArray rotation(NDArray rows, int n, int t) {
    return rows.reshape(n, 1, t, geometry.rotatedHeads(), geometry.headDim() / 2, 2);
  }

  /** Numbers for a position. */
  private int width() {
    return geometry.rotatedHeads() * geometry.headDim();
  }

  private void ensure(int positions) {
    if (positions <= capacity) {
      return;
    }
    int size = Math.max(SMALLEST_CAPACITY, Math.max(positions, 2 * capacity));
    close();
    table = Tensors.kept(NativeArrays.of(manager, values(size), new Shape(size, width())));
    capacity = size;
  }

  private float[] values(int positions) {
    int half = geometry.headDim() / 2;
    int rowWidth = width();
    double queryScale = 1 / Math.sqrt(geometry.headDim());
    float[] values = new float[Math.multiplyExact(positions, rowWidth)];
    for (int pair = 0; pair < half; pair++) {
      double frequency = frequency(pair);
      for (int position = 0; position < positions; position++) {
        double cosine = Math.cos(position * frequency);
        double sine = Math.sin(position * frequency);
        for (int head = 0; head < geometry.rotatedHeads(); head++) {
          double scale = head < geometry.heads() ? queryScale : 1;
          int at = position * rowWidth + 2 * (head * half + pair);
          values[at] = (float) (cosine * scale);
          values[at + 1] = (float) (sine * scale);
        }
      }
    }
    return values;
  }

  private double frequency(int pair) {
    double plain = Math.pow(theta, -2.0 * pair / geometry.headDim());
    return scaling == null ? plain : scaling.scaled(plain);
  }

  @Override
  public void close() {
    if (table != null) {
      table.close();
      table = null;
      capacity = 0;
    }
  }
}
