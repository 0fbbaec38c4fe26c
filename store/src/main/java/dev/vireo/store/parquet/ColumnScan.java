package dev.vireo.store.parquet;

import dev.vireo.schemas.DatasetType;
import dev.vireo.store.files.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * One column of a chunk, without making rows of it: of a million lists of numbers no object is left
 * behind.
 */
public final class ColumnScan {

  private ColumnScan() {}

  /**
   * Shows {@code visitor} all values of a column of a chunk of ours.
   *
   * @param path the file, in {@code storage}
   * @param location what messages call it
   * @param column with dots into its parts, such as {@code completions.text}
   * @throws dev.vireo.algorithms.InputException if the file is missing or damaged
   */
  public static void scan(
      DatasetType<?> type,
      Storage storage,
      String path,
      String location,
      String column,
      ColumnVisitor visitor) {
    ChunkReader.open(
        type,
        storage,
        path,
        location,
        ChunkFile.PARQUET,
        reader -> {
          visit(reader, column, visitor);
          return true;
        });
  }

  /**
   * Shows visitors the values of columns in some rows; little more is read than the pages they are
   * in.
   *
   * @param rows distinct numbers of rows, ascending
   * @param columns who is shown which column
   * @see #scan
   */
  public static void scanRows(
      DatasetType<?> type,
      Storage storage,
      String path,
      String location,
      int[] rows,
      Map<String, ColumnVisitor> columns) {
    ChunkReader.open(
        type,
        storage,
        path,
        location,
        ChunkFile.PARQUET,
        reader -> {
          visit(reader, new RowSelection(rows), columns);
          return true;
        });
  }

  private static void visit(
      ParquetFileReader reader, RowSelection selection, Map<String, ColumnVisitor> columns)
      throws IOException {
    Map<MessageType, ColumnVisitor> visitors = new LinkedHashMap<>();
    columns.forEach((column, visitor) -> visitors.put(schema(reader, column), visitor));
    // The reader looks up where pages are once, for all columns that are asked for by then.
    visitors.keySet().stream().reduce(MessageType::union).ifPresent(reader::setRequestedSchema);
    for (int group = 0; group < reader.getRowGroups().size(); group++) {
      int[] wanted = selection.within(reader, group);
      if (wanted.length > 0) {
        RowSelection.find(
            reader,
            group,
            wanted,
            (pages, found) ->
                visitors.forEach(
                    (schema, visitor) ->
                        visit(reader, pages, schema, Long.MAX_VALUE, found, visitor)));
      }
    }
  }

  /** The part of a file's schema that leads to a column, with dots into its parts. */
  private static MessageType schema(ParquetFileReader reader, String column) {
    MessageType whole = reader.getFileMetaData().getSchema();
    return new MessageType(whole.getName(), within(whole, List.of(column.split("\\."))));
  }

  private static void visit(ParquetFileReader reader, String column, ColumnVisitor visitor)
      throws IOException {
    MessageType schema = schema(reader, column);
    reader.setRequestedSchema(schema);
    for (PageReadStore pages = reader.readNextRowGroup();
        pages != null;
        pages = reader.readNextRowGroup()) {
      visit(reader, pages, schema, values(pages, schema), pages.getRowCount(), visitor);
    }
  }

  private static long values(PageReadStore pages, MessageType schema) {
    return pages.getPageReader(schema.getColumns().get(0)).getTotalValueCount();
  }

  /**
   * @param most how many values there are at most, with those that say that there is none
   * @param rows how many rows to show
   */
  private static void visit(
      ParquetFileReader reader,
      PageReadStore pages,
      MessageType schema,
      long most,
      long rows,
      ColumnVisitor visitor) {
    ColumnDescriptor column = schema.getColumns().get(0);
    ColumnReader values =
        new ColumnReadStoreImpl(
                pages, ignoring(schema), schema, reader.getFileMetaData().getCreatedBy())
            .getColumnReader(column);
    int present = column.getMaxDefinitionLevel();
    int elementLevel = elementLevel(schema);
    ColumnValue value = new Decoded(values);
    long begun = 0;
    for (long i = 0; i < most; i++) {
      int repetition = values.getCurrentRepetitionLevel();
      int definition = values.getCurrentDefinitionLevel();
      if (repetition == 0) {
        if (begun++ == rows) {
          return;
        }
        visitor.row();
      }
      if (repetition <= 1 && elementLevel > 0 && definition >= elementLevel) {
        visitor.element();
      }
      if (definition == present) {
        visitor.value(value);
      }
      values.consume();
    }
  }

  /** The definition level from which on there is an element of the outer list; 0 for no list. */
  private static int elementLevel(MessageType schema) {
    List<String> path = new ArrayList<>();
    GroupType group = schema;
    while (true) {
      Type next = group.getType(0);
      path.add(next.getName());
      if (next.isRepetition(Type.Repetition.REPEATED)) {
        return schema.getMaxDefinitionLevel(path.toArray(String[]::new));
      }
      if (next.isPrimitive()) {
        return 0;
      }
      group = next.asGroupType();
    }
  }

  /** The part of a group that leads to a column. */
  private static Type within(GroupType group, List<String> column) {
    Type field = group.getType(column.get(0));
    return narrowed(field, column.subList(1, column.size()));
  }

  private static Type narrowed(Type type, List<String> inner) {
    if (type.isPrimitive()) {
      return type;
    }
    GroupType group = type.asGroupType();
    if (group.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation) {
      // Three levels: the list, its repetition, the element.
      GroupType repeated = group.getType(0).asGroupType();
      return group.withNewFields(repeated.withNewFields(narrowed(repeated.getType(0), inner)));
    }
    return group.withNewFields(within(group, inner));
  }

  /** Converters are asked for even where nothing is converted. */
  private static GroupConverter ignoring(GroupType type) {
    return new GroupConverter() {
      @Override
      public Converter getConverter(int field) {
        Type inner = type.getType(field);
        return inner.isPrimitive() ? new PrimitiveConverter() {} : ignoring(inner.asGroupType());
      }

      @Override
      public void start() {}

      @Override
      public void end() {}
    };
  }

  /** The value that a reader stands at. */
  private record Decoded(ColumnReader values) implements ColumnValue {
    @Override
    public double number() {
      return switch (values.getDescriptor().getPrimitiveType().getPrimitiveTypeName()) {
        case DOUBLE -> values.getDouble();
        case FLOAT -> values.getFloat();
        case INT32 -> values.getInteger();
        case INT64 -> values.getLong();
        case BOOLEAN, BINARY, FIXED_LEN_BYTE_ARRAY, INT96 ->
            throw new ParquetDecodingException(values.getDescriptor() + " holds no numbers");
      };
    }

    @Override
    public String text() {
      return values.getBinary().toStringUsingUTF8();
    }
  }
}
