package dev.vireo.store.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a stage published in one folder, and what it was made from. The manifest is written last, so
 * a folder that has one is complete.
 *
 * <p>Its {@link #contentHash} covers everything but the provenance, so two runs that made the same
 * bytes from the same inputs have equal hashes, wherever and whenever they ran.
 */
public final class Manifest implements Serializable {
  /**
   * Name of the file where it lies in the folder itself: in folders of ordinary files, and in
   * partitions before version 2 of the schemas. Newer partitions have theirs in a separate folder
   * of manifests.
   */
  public static final String FILE = "_manifest.json";

  private static final long serialVersionUID = 1L;

  private final Fingerprint fingerprint;
  private final String dataset;
  private final String partition;
  private final int schemaVersion;
  private final List<ChunkSummary> chunks;
  private final SortedMap<String, Double> totals;
  private final SortedMap<String, String> provenance;
  private final long rows;
  private final String contentHash;

  /**
   * A manifest of {@code chunks}, in their order.
   *
   * @param fingerprint what the chunks were made from
   * @param dataset the dataset's name
   * @param partition the folder within the dataset's folder, such as {@code iteration=3}; empty for
   *     the dataset's folder itself
   * @param schemaVersion version of the schemas that the chunks were written with
   * @param provenance facts that do not affect the content: versions, machine, times
   */
  public Manifest(
      Fingerprint fingerprint,
      String dataset,
      String partition,
      int schemaVersion,
      List<ChunkSummary> chunks,
      Map<String, String> provenance) {
    this.fingerprint = Objects.requireNonNull(fingerprint);
    this.dataset = Objects.requireNonNull(dataset);
    this.partition = Objects.requireNonNull(partition);
    this.schemaVersion = schemaVersion;
    this.chunks = List.copyOf(chunks);
    this.provenance = Collections.unmodifiableSortedMap(new TreeMap<>(provenance));
    TreeMap<String, Double> sums = new TreeMap<>();
    long count = 0;
    for (ChunkSummary chunk : chunks) {
      Totals.add(sums, chunk.totals());
      count += chunk.rows();
    }
    this.totals = Collections.unmodifiableSortedMap(sums);
    this.rows = count;
    this.contentHash = CanonicalJson.hash(CanonicalJson.write(content()));
  }

  /** What the chunks were made from. */
  public Fingerprint fingerprint() {
    return fingerprint;
  }

  /** The dataset's name. */
  public String dataset() {
    return dataset;
  }

  /**
   * The folder within the dataset's folder, such as {@code iteration=3}; empty for the dataset's
   * folder itself.
   */
  public String partition() {
    return partition;
  }

  /** Version of the schemas that the chunks were written with. */
  public int schemaVersion() {
    return schemaVersion;
  }

  /** The chunks, in order. */
  public List<ChunkSummary> chunks() {
    return chunks;
  }

  /** Number of rows in all chunks. */
  public long rows() {
    return rows;
  }

  /** Sums of the chunks' totals, added in the order of the chunks. */
  public SortedMap<String, Double> totals() {
    return totals;
  }

  /**
   * One of the totals.
   *
   * @throws IllegalArgumentException if the stage has no total with that name
   */
  public double total(String name) {
    Double value = totals.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "There is no total " + name + " in " + dataset + ", only " + totals.keySet());
    }
    return value;
  }

  /** Facts that do not affect the content: versions, machine, times. */
  public SortedMap<String, String> provenance() {
    return provenance;
  }

  /**
   * SHA-256 of everything but the provenance, in hexadecimal; identifies this output as an input of
   * a later stage.
   */
  public String contentHash() {
    return contentHash;
  }

  /** The file's text. */
  public String toJson() {
    ObjectNode node = content().put("content-hash", contentHash);
    ObjectNode about = node.putObject("provenance");
    provenance.forEach(about::put);
    return CanonicalJson.pretty(node);
  }

  private ObjectNode content() {
    ObjectNode node = fingerprint.tree();
    node.put("format", Fingerprint.FORMAT)
        .put("fingerprint", fingerprint.hash())
        .put("settings-hash", fingerprint.settingsHash())
        .put("dataset", dataset)
        .put("partition", partition)
        .put("schema-version", schemaVersion)
        .put("rows", rows)
        .set("totals", Totals.tree(totals));
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (ChunkSummary chunk : chunks) {
      list.addObject()
          .put("file", chunk.file())
          .put("size", chunk.size())
          .put("sha256", chunk.sha256())
          .put("rows", chunk.rows())
          .set("totals", Totals.tree(chunk.totals()));
    }
    node.set("chunks", list);
    return node;
  }

  /**
   * Parses a manifest; empty if {@code json} is truncated, was edited by hand, or has a format that
   * this build does not know.
   */
  public static Optional<Manifest> parse(String json) {
    try {
      JsonNode node = CanonicalJson.parse(json);
      Manifest manifest = read(node);
      boolean whole = manifest.contentHash.equals(node.path("content-hash").asText());
      return whole ? Optional.of(manifest) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Manifest read(JsonNode node) {
    TreeMap<String, String> inputs = new TreeMap<>();
    for (Map.Entry<String, JsonNode> input : node.path("inputs").properties()) {
      inputs.put(input.getKey(), input.getValue().asText());
    }
    Fingerprint fingerprint =
        new Fingerprint(
            node.path("stage").asText(),
            node.path("stage-version").asInt(),
            inputs,
            CanonicalJson.write(node.path("settings")),
            node.path("seed").asLong());
    List<ChunkSummary> chunks = new ArrayList<>();
    for (JsonNode chunk : node.path("chunks")) {
      chunks.add(
          new ChunkSummary(
              chunk.path("file").asText(),
              chunk.path("size").asLong(),
              chunk.path("sha256").asText(),
              chunk.path("rows").asLong(),
              Totals.parse(chunk.path("totals"))));
    }
    TreeMap<String, String> provenance = new TreeMap<>();
    for (Map.Entry<String, JsonNode> fact : node.path("provenance").properties()) {
      provenance.put(fact.getKey(), fact.getValue().asText());
    }
    return new Manifest(
        fingerprint,
        node.path("dataset").asText(),
        node.path("partition").asText(),
        node.path("schema-version").asInt(),
        chunks,
        provenance);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Manifest that && contentHash.equals(that.contentHash);
  }

  @Override
  public int hashCode() {
    return contentHash.hashCode();
  }

  @Override
  public String toString() {
    String where = partition.isEmpty() ? dataset : dataset + "/" + partition;
    return where + ": " + rows + " rows in " + chunks.size() + " chunks, " + contentHash;
  }
}
