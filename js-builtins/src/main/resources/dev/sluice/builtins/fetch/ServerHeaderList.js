// The header list of a request that came to a server (see fetch/HeaderList for what the methods do): Java holds the fields, and answers for
// single names, as most handlers ask for one or two. Whatever else is done with the list makes a HeaderList of it first.
const { isolate } = require('core/isolate');

class ServerHeaderList {
  /** @param {object} exchange of the binding */
  constructor(exchange) {
    this.exchange = exchange;
    /** HeaderList, once there is one */
    this.list = undefined;
  }

  filled() {
    return (this.list ??= readAll(this.exchange));
  }

  get table() {
    return this.filled().table;
  }

  indexOf(lowerName, from = 0) {
    return this.filled().indexOf(lowerName, from);
  }

  contains(lowerName) {
    return this.list === undefined ? this.exchange.header(lowerName) !== null : this.list.contains(lowerName);
  }

  get(lowerName) {
    return this.list === undefined ? this.exchange.header(lowerName) : this.list.get(lowerName);
  }

  getAll(lowerName) {
    return this.filled().getAll(lowerName);
  }

  append(name, lowerName, value) {
    this.filled().append(name, lowerName, value);
  }

  push(name, lowerName, value) {
    this.filled().push(name, lowerName, value);
  }

  set(name, lowerName, value) {
    this.filled().set(name, lowerName, value);
  }

  delete(lowerName) {
    this.filled().delete(lowerName);
  }

  clone() {
    return this.filled().clone();
  }

  sortAndCombine() {
    return this.filled().sortAndCombine();
  }

  pairCount() {
    return this.filled().pairCount();
  }

  keyAt(index) {
    return this.filled().keyAt(index);
  }

  valueAt(index) {
    return this.filled().valueAt(index);
  }
}

isolate(ServerHeaderList);

function readAll(exchange) {
  const { HeaderList } = require('fetch/HeaderList');
  const list = new HeaderList();
  const count = exchange.headerCount();
  for (let i = 0; i < count; i++) {
    const name = exchange.headerName(i);
    list.push(name, name, exchange.headerValue(i));
  }
  return list;
}

module.exports = { ServerHeaderList };
