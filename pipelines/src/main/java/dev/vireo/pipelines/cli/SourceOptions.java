package dev.vireo.pipelines.cli;

import dev.vireo.jobs.data.source.DuplicatePolicy;
import dev.vireo.jobs.data.source.SourceFormat;
import dev.vireo.jobs.data.source.SourceSettings;
import dev.vireo.jobs.runtime.settings.HomePath;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of the commands that read a dataset: its format, its ids, and what is kept of it. */
final class SourceOptions {

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "auto",
      description =
          "Format of IN: auto (by its ending), json, csv, parquet, arrow or table;"
              + " ${DEFAULT-VALUE} if not given.")
  private SourceFormat format;

  @Option(
      names = "--csv-escape",
      paramLabel = "CHAR",
      description = "The character before a quote within quotes, in CSV.")
  private String csvEscape;

  @Option(
      names = "--id-column",
      paramLabel = "NAME",
      description = "Column with a unique id; the rows' positions if not given.")
  private String idColumn;

  @Option(
      names = "--keep",
      paramLabel = "NAME",
      description = "Keep this column, in 'attributes' of the output; repeatable.")
  private List<String> kept = List.of();

  @Option(
      names = "--duplicates",
      paramLabel = "error|keep-first",
      defaultValue = "error",
      description = "What happens to an id that occurs again; ${DEFAULT-VALUE} if not given.")
  private DuplicatePolicy duplicates;

  SourceSettings source(String path) {
    return new SourceSettings(HomePath.expand(path), format, csvEscape);
  }

  String idColumn() {
    return idColumn;
  }

  List<String> kept() {
    return kept;
  }

  DuplicatePolicy duplicates() {
    return duplicates;
  }
}
