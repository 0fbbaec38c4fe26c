package dev.vireo.jobs.audit;

import dev.vireo.jobs.audit.AuditedIteration.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * The Spark jobs of an audit. The first makes a picture of the completions and what the regressions
 * need of them; the second adds up, prompt by prompt, what the intervals need. Whatever is added is
 * added in the order of the chunks, so that neither the number of cores nor a lost task affects a
 * bit.
 */
final class AuditWork implements AutoCloseable {

  /** Parts that prompts are dealt to: a fixed number, since sums are taken part by part. */
  private static final int MOST_PARTS = 64;

  private final JavaSparkContext spark;
  private final int rewards;
  private final int parts;
  private final JavaRDD<ReadPart> read;

  /**
   * A chunk of an iteration, read.
   *
   * @param order its place among all chunks
   * @param iteration the iteration's number
   * @param groups its groups
   */
  private record ReadPart(int order, int iteration, List<GroupFeatures> groups)
      implements java.io.Serializable {}

  AuditWork(SparkSession session, List<AuditedIteration> iterations, List<String> names) {
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.rewards = 1 + names.size();
    List<Part> all = new ArrayList<>();
    for (int place = 0; place < iterations.size(); place++) {
      for (int chunk : iterations.get(place).rollouts().chunks()) {
        all.add(new Part(place, chunk));
      }
    }
    this.parts = Math.min(MOST_PARTS, all.size());
    List<Tuple2<Integer, Part>> ordered =
        IntStream.range(0, all.size()).mapToObj(i -> new Tuple2<>(i, all.get(i))).toList();
    int tasks = Math.min(all.size(), 4 * spark.defaultParallelism());
    this.read =
        spark
            .parallelize(ordered, tasks)
            .map(
                each -> {
                  AuditedIteration iteration = iterations.get(each._2().place());
                  return new ReadPart(
                      each._1(), iteration.iteration(), iteration.read(each._2().chunk(), names));
                })
            .persist(StorageLevel.MEMORY_AND_DISK());
  }

  /** The picture. */
  AuditSums sums() {
    int count = rewards;
    AuditSums total = new AuditSums(count);
    described("features of completions")
        .map(
            part -> {
              AuditSums sums = new AuditSums(count);
              part.groups().forEach(group -> sums.add(part.iteration(), group));
              return sums;
            })
        .collect()
        .forEach(total::add);
    return total;
  }

  /** What prompts add up to, of each reward. */
  List<ScoreTotals> totals(PromptScores scores) {
    int count = rewards;
    JavaPairRDD<String, Tuple2<Long, double[]>> ofGroups =
        described("intervals by prompt").flatMapToPair(part -> scores(part, scores).iterator());
    List<ScoreTotals> totals = none(count);
    ofGroups
        .groupByKey(new HashPartitioner(parts))
        .mapPartitions(
            prompts -> {
              TreeMap<String, double[]> sorted = new TreeMap<>();
              prompts.forEachRemaining(prompt -> sorted.put(prompt._1(), sum(prompt._2())));
              List<ScoreTotals> part = none(count);
              sorted.values().forEach(prompt -> part.forEach(each -> each.add(prompt)));
              return List.of(part).iterator();
            })
        .collect()
        .forEach(part -> IntStream.range(0, count).forEach(r -> totals.get(r).add(part.get(r))));
    return totals;
  }

  private static List<Tuple2<String, Tuple2<Long, double[]>>> scores(
      ReadPart part, PromptScores scores) {
    List<Tuple2<String, Tuple2<Long, double[]>>> rows = new ArrayList<>();
    for (int i = 0; i < part.groups().size(); i++) {
      GroupFeatures group = part.groups().get(i);
      long order = (long) part.order() << Integer.SIZE | i;
      rows.add(new Tuple2<>(group.prompt(), new Tuple2<>(order, scores.of(group))));
    }
    return rows;
  }

  /** A prompt's groups, in the order of the chunks they are in. */
  private static double[] sum(Iterable<Tuple2<Long, double[]>> groups) {
    TreeMap<Long, double[]> ordered = new TreeMap<>();
    groups.forEach(group -> ordered.put(group._1(), group._2()));
    double[] sum = ordered.pollFirstEntry().getValue().clone();
    for (double[] more : ordered.values()) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += more[i];
      }
    }
    return sum;
  }

  private static List<ScoreTotals> none(int rewards) {
    return IntStream.range(0, rewards).mapToObj(ScoreTotals::new).toList();
  }

  private JavaRDD<ReadPart> described(String what) {
    spark.setJobDescription("audit rewards: " + what);
    return read;
  }

  @Override
  public void close() {
    spark.setJobDescription(null);
    read.unpersist();
  }
}
