package dev.vireo.jobs.data.preferences;

import dev.vireo.schemas.UnpairedExample;
import dev.vireo.store.manifest.CanonicalJson;
import java.io.Serializable;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/** Counts completions that occur several times behind one prompt, with verdicts that differ. */
final class Contradictions {
  private Contradictions() {}

  /** The least and the greatest verdict. */
  private record Range(double least, double greatest) implements Serializable {
    private static final long serialVersionUID = 1L;

    Range and(Range other) {
      return new Range(Math.min(least, other.least), Math.max(greatest, other.greatest));
    }
  }

  static long count(JavaRDD<UnpairedExample> examples) {
    return examples
        .mapToPair(example -> new Tuple2<>(texts(example), verdict(example)))
        .reduceByKey(Range::and)
        .filter(found -> found._2().least() < found._2().greatest())
        .count();
  }

  private static String texts(UnpairedExample example) {
    return CanonicalJson.hash(
        example.getPromptTokenIds().toString() + example.getCompletionTokenIds());
  }

  private static Range verdict(UnpairedExample example) {
    Double rating = example.getRating();
    double verdict = rating != null ? rating : example.getDesirable() ? 1 : 0;
    return new Range(verdict, verdict);
  }
}
