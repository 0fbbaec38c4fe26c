package dev.vireo.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.algorithms.loss.Sums;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.models.parameters.ParameterSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Both exchanges give the same bits, whatever the shards are. */
final class SliceFoldIT {

  private static SparkSession session;

  @BeforeAll
  static void start() {
    session = TestSpark.local();
  }

  @AfterAll
  static void stop() throws IOException {
    session.close();
  }

  @Test
  void addsInShardOrder() {
    // In float32 this is 0 in shard order, and 1 in any order that has the large ones together.
    ShardGradient sum =
        slices().sum("slices", new TinyParameters(), List.of(shard(1), shard(1e8f), shard(-1e8f)));

    assertThat(sum.gradient().at(0)).containsExactly(0f);
    assertThat(sum.sums()).isEqualTo(new Sums().add("shards", 3.0));
  }

  @Test
  void givesTheBitsOfTheDriversFold() {
    for (int length : new int[] {1, 4, 7, 1000, 40_001}) {
      List<ShardTask> shards = random(length, 7, -1);
      assertSame(shards);
    }
  }

  @Test
  void shardsWithoutWorkAddNothing() {
    assertSame(random(100, 5, 0));
    assertSame(random(100, 5, 3));
    assertSame(List.of(policy -> ShardGradient.empty(), policy -> ShardGradient.empty()));
  }

  @Test
  void oneShardIsOneSlice() {
    assertSame(random(10, 1, -1));
  }

  @Test
  void aSliceFitsAnArrayHoweverLargeTheModel() {
    assertThat(SliceFold.slices(1_000, 7)).isEqualTo(7);
    assertThat(SliceFold.slices(1_000, 500)).isEqualTo(200);
    assertThat(SliceFold.slices(3L << 30, 4)).isEqualTo(12);
  }

  @Test
  void leavesNoFilesBehind() {
    slices().sum("slices", new TinyParameters(), random(1000, 3, -1));

    assertThat(registeredShuffles()).isZero();
  }

  /** Shuffles whose files Spark keeps. */
  private static int registeredShuffles() {
    return ((org.apache.spark.MapOutputTrackerMaster) context().sc().env().mapOutputTracker())
        .shuffleStatuses()
        .size();
  }

  private static void assertSame(List<ShardTask> shards) {
    ShardGradient one = new DriverFold(context()).sum("driver", new TinyParameters(), shards);
    ShardGradient other = slices().sum("slices", new TinyParameters(), shards);

    assertThat(bits(other.gradient().slice(0, other.gradient().size())))
        .isEqualTo(bits(one.gradient().slice(0, one.gradient().size())));
    assertThat(other.sums()).isEqualTo(one.sums());
  }

  /** Values of all sizes, negative zeros among them, so that another order has other bits. */
  private static List<ShardTask> random(int length, int count, int idle) {
    List<ShardTask> shards = new ArrayList<>();
    for (int shard = 0; shard < count; shard++) {
      int seed = 31 * length + shard;
      boolean works = shard != idle;
      shards.add(policy -> works ? randomGradient(seed, length) : ShardGradient.empty());
    }
    return shards;
  }

  private static ShardGradient randomGradient(int seed, int length) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] =
          i % 5 == 0 ? -0f : (float) (random.nextGaussian() * Math.pow(10, random.nextInt(9) - 4));
    }
    return new ShardGradient(
        ParameterSet.of(values), new Sums().add("loss", random.nextDouble()).add("shards", 1.0));
  }

  private static ShardTask shard(float value) {
    return policy ->
        new ShardGradient(ParameterSet.of(new float[] {value}), new Sums().add("shards", 1.0));
  }

  private static GradientExchange slices() {
    return new SliceFold(context());
  }

  private static JavaSparkContext context() {
    return TestSpark.context(session);
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}
