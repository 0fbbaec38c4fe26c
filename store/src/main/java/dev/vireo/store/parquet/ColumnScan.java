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
 * Reads single columns of a chunk without building rows: a million lists of numbers are visited
 * without leaving an object behind.
 */
public final class ColumnScan {

  private ColumnScan() {}

  /**
   * Passes all values of a chunk's column to {@code visitor}.
   *
   * @param path the file, in {@code storage}
   * @param location the file's name in messages
   * @param column the column, with dots for nested fields, such as {@code completions.text}
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
   * Passes the values of columns in some rows to visitors. Reads little more than the pages that
   * contain them.
   *
   * @param rows distinct row indices, ascending
   * @param columns the visitor for each column
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
    // The reader locates pages once, for all columns requested by then.
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

  /** The part of a file's schema that leads to a column, given with dots for nested fields. */
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
   * @param most upper bound on the number of values, including entries that mark absent values
   * @param rows number of rows to visit
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

  /** The lowest definition level at which the outer list has an element; 0 if there is no list. */
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

  /** Parquet requires converters even though nothing is converted. */
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

  /** The reader's current value. */
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
