package dev.vireo.jobs.data.source;

import java.util.Comparator;
import org.apache.spark.Partitioner;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.rdd.ShuffledRDD;
import org.apache.spark.serializer.KryoSerializer;
import scala.Tuple2;
import scala.math.Ordering;
import scala.math.Ordering$;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Moves pairs of Java's own types (numbers, text, bytes) between partitions. Spark's own serializer
 * is Java's, whose streams hold on to the last hundred objects that they wrote: with a stream open
 * for each partition and large objects that alone fills a heap. Kryo's do not, and Spark can sort
 * what they wrote as bytes, whose memory it knows exactly.
 */
final class Shuffle {
  private Shuffle() {}

  /** The pairs, each in the partition of its key; in no particular order. */
  static <K, V> JavaPairRDD<K, V> by(Partitioner partitioner, JavaPairRDD<K, V> pairs) {
    return JavaPairRDD.fromRDD(shuffled(partitioner, pairs), tag(), tag());
  }

  /** The same, sorted by key within each partition; what exceeds memory is sorted on disk. */
  static <K, V> JavaPairRDD<K, V> sorted(
      Partitioner partitioner, JavaPairRDD<K, V> pairs, Comparator<K> order) {
    Ordering<K> ordering = Ordering$.MODULE$.comparatorToOrdering(order);
    return JavaPairRDD.fromRDD(shuffled(partitioner, pairs).setKeyOrdering(ordering), tag(), tag());
  }

  private static <K, V> ShuffledRDD<K, V, V> shuffled(
      Partitioner partitioner, JavaPairRDD<K, V> pairs) {
    RDD<Tuple2<K, V>> rdd = pairs.rdd();
    SparkConf conf = rdd.context().getConf().clone();
    // Bounds one row rather than memory: a buffer grows to what it has to hold.
    conf.set("spark.kryoserializer.buffer.max", "1g");
    conf.set("spark.kryo.registrationRequired", "false");
    return new ShuffledRDD<K, V, V>(rdd, partitioner, tag(), tag(), tag())
        .setSerializer(new KryoSerializer(conf));
  }

  @SuppressWarnings("unchecked") // As Spark's Java API does: the class is not known at run time.
  private static <X> ClassTag<X> tag() {
    return (ClassTag<X>) ClassTag$.MODULE$.AnyRef();
  }
}
