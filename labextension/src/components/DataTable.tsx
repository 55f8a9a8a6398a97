import { DownloadOutlined, SearchOutlined, SettingOutlined } from '@ant-design/icons';
import { Button, Checkbox, Flex, Grid, Input, Popover, Table, Tooltip } from 'antd';
import type { TableColumnType } from 'antd';
import { type JSX, type ReactNode, useEffect, useState } from 'react';

import { downloadCsv, toCsv } from '../api/csv';
import { type Column, choices, compare, search } from './columns';

interface Props<Row> {
  /** Names the table: remembers its columns and names the exported file. */
  name: string;
  label: string;
  rows: Row[];
  columns: Column<Row>[];
  rowKey: (row: Row) => string;
  /** What a person can do about a row: the last column, never exported. */
  actions?: (row: Row) => ReactNode;
  empty: ReactNode;
  extra?: ReactNode;
  /** Pixels below which it scrolls sideways. */
  minWidth?: number;
  /** Rows of one page at first. */
  pageSize?: number;
  /** Keys of the chosen rows: gives a box in front of each. */
  selected?: string[];
  onSelect?: (keys: string[]) => void;
}

/** A table with search, filters, sorting, choice of columns and CSV export of what it shows. */
export function DataTable<Row extends object>(props: Props<Row>): JSX.Element {
  const { name, label, rows, columns, rowKey, actions, empty, extra, minWidth = 900 } = props;
  const { pageSize = 25, selected, onSelect } = props;
  const [query, setQuery] = useState('');
  const wide = Grid.useBreakpoint().md ?? true;
  const [shown, setShown] = useColumns(name, columns);
  const [visible, setVisible] = useState<Row[] | null>(null);

  const found = search(rows, columns, query);
  const active = columns.filter((column) => shown.includes(column.key));
  // Ant Design tells the filtered and sorted rows only on a change of either; rows that have gone since drop out.
  const alive = new Set(found.map(rowKey));
  const exported = visible?.filter((row) => alive.has(rowKey(row))) ?? found;

  const definitions: TableColumnType<Row>[] = active.map((column) => definition(column, rows));
  if (actions) {
    definitions.push({
      key: 'actions',
      title: <span className="ky-hidden">Actions</span>,
      align: 'right',
      // On a phone it would cover the rest.
      ...(wide ? { fixed: 'right' as const } : {}),
      render: (_, row) => actions(row),
    });
  }

  return (
    <section aria-label={label}>
      <Flex gap={8} wrap align="center" className="ky-toolbar">
        <Input
          allowClear
          prefix={<SearchOutlined />}
          placeholder="Filter"
          aria-label={`Filter ${label}`}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setVisible(null);
          }}
          className="ky-search"
        />
        {extra}
        <span className="ky-spring" />
        <ColumnChoice columns={columns} shown={shown} onChange={setShown} />
        <Tooltip title="Download what the table shows as CSV">
          <Button
            icon={<DownloadOutlined />}
            disabled={exported.length === 0}
            onClick={() =>
              downloadCsv(
                `${name}.csv`,
                toCsv(
                  active.map((column) => column.title),
                  exported.map((row) => active.map((column) => column.text(row))),
                ),
              )
            }
          >
            CSV
          </Button>
        </Tooltip>
      </Flex>
      <Table<Row>
        size="middle"
        rowKey={rowKey}
        dataSource={found}
        columns={definitions}
        pagination={{
          defaultPageSize: pageSize,
          hideOnSinglePage: found.length <= pageSize,
          showSizeChanger: true,
          showTotal: (total) => `${total} in all`,
        }}
        {...(selected && onSelect
          ? {
              rowSelection: {
                selectedRowKeys: selected,
                onChange: (keys) => onSelect(keys.map(String)),
                getCheckboxProps: (row) => ({ 'aria-label': `Choose ${rowKey(row)}` }) as object,
              },
            }
          : {})}
        tableLayout="auto"
        scroll={{ x: minWidth }}
        showSorterTooltip={false}
        locale={{ emptyText: query === '' ? empty : `Nothing matches “${query}”.` }}
        onChange={(_page, _filters, _sorter, { currentDataSource }) => setVisible(currentDataSource)}
      />
    </section>
  );
}

function definition<Row>(column: Column<Row>, rows: Row[]): TableColumnType<Row> {
  const made: TableColumnType<Row> = {
    key: column.key,
    title: column.title,
    sorter: compare(column),
    render: (_, row) => (column.cell ? column.cell(row) : column.text(row)),
  };
  if (column.align) made.align = column.align;
  if (column.width) made.width = column.width;
  if (column.choices) {
    made.filters = choices(rows, column).map((text) => ({ text: text || '(empty)', value: text }));
    made.onFilter = (value, row) => column.text(row) === value;
  }
  return made;
}

interface ColumnChoiceProps<Row> {
  columns: Column<Row>[];
  shown: string[];
  onChange: (keys: string[]) => void;
}

function ColumnChoice<Row>({ columns, shown, onChange }: ColumnChoiceProps<Row>): JSX.Element {
  const boxes = (
    <Checkbox.Group
      className="ky-columns"
      value={shown}
      onChange={(keys) => keys.length > 0 && onChange(keys)}
      options={columns.map((column) => ({ label: column.title, value: column.key }))}
    />
  );
  return (
    <Popover content={boxes} title="Columns" trigger="click" placement="bottomRight">
      <Button icon={<SettingOutlined />} aria-label="Choose columns">
        Columns
      </Button>
    </Popover>
  );
}

/** The chosen columns of a table, remembered in this browser. */
function useColumns<Row>(name: string, columns: Column<Row>[]): [string[], (keys: string[]) => void] {
  const storageKey = `kernelyard:columns:${name}`;
  const [shown, setShown] = useState<string[]>(() => {
    const known = columns.map((column) => column.key);
    const saved = localStorage
      .getItem(storageKey)
      ?.split(',')
      .filter((key) => known.includes(key));
    return saved?.length ? saved : columns.filter((column) => !column.optional).map((column) => column.key);
  });
  useEffect(() => localStorage.setItem(storageKey, shown.join(',')), [storageKey, shown]);
  return [shown, setShown];
}
