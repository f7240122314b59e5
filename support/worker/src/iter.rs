//! JavaScript iterators as Rust ones.

use crate::{Error, FromJs, Result, ToJs};
use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll};
use futures_core::Stream;
use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A typed JavaScript iterator.
#[derive(Debug)]
pub struct Iter<T> {
    inner: js_sys::Iterator,
    item: PhantomData<fn() -> T>,
}

impl<T> FromJs for Iter<T> {
    fn from_js(value: JsValue) -> Result<Self> {
        let inner = if Reflect::get(&value, &JsValue::from_str("next")).is_ok_and(|next| next.is_function()) {
            value.unchecked_into()
        } else {
            let made = Reflect::get(&value, &js_sys::Symbol::iterator())
                .ok()
                .and_then(|method| method.dyn_into::<js_sys::Function>().ok())
                .ok_or_else(|| Error::decode("an iterator", &value))?;
            made.call0(&value)?.unchecked_into()
        };
        Ok(Self { inner, item: PhantomData })
    }
}

impl<T> Clone for Iter<T> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), item: PhantomData }
    }
}

impl<T> ToJs for Iter<T> {
    fn to_js(&self) -> Result<JsValue> {
        Ok(self.inner.clone().into())
    }
}

impl<T: FromJs> Iterator for Iter<T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.inner.next() {
            Ok(step) if step.done() => None,
            Ok(step) => Some(T::from_js(step.value())),
            Err(error) => Some(Err(error.into())),
        }
    }
}

/// A typed JavaScript async iterator, as a `Stream`.
#[derive(Debug)]
pub struct AsyncIter<T> {
    inner: js_sys::AsyncIterator,
    pending: Option<crate::Settling>,
    item: PhantomData<fn() -> T>,
}

impl<T> FromJs for AsyncIter<T> {
    fn from_js(value: JsValue) -> Result<Self> {
        let inner = if Reflect::get(&value, &JsValue::from_str("next")).is_ok_and(|next| next.is_function()) {
            value.unchecked_into()
        } else {
            let made = Reflect::get(&value, &js_sys::Symbol::async_iterator())
                .ok()
                .and_then(|method| method.dyn_into::<js_sys::Function>().ok())
                .ok_or_else(|| Error::decode("an async iterator", &value))?;
            made.call0(&value)?.unchecked_into()
        };
        Ok(Self { inner, pending: None, item: PhantomData })
    }
}

impl<T> ToJs for AsyncIter<T> {
    fn to_js(&self) -> Result<JsValue> {
        Ok(self.inner.clone().into())
    }
}

impl<T> Unpin for AsyncIter<T> {}

/// Both go on with the same iterator; a step that was asked for belongs to the one that asked.
impl<T> Clone for AsyncIter<T> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), pending: None, item: PhantomData }
    }
}

impl<T: FromJs> Stream for AsyncIter<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.pending.is_none() {
            let step = Reflect::get(&self.inner, &JsValue::from_str("next"))
                .and_then(|next| next.unchecked_into::<js_sys::Function>().call0(&self.inner));
            match step {
                Ok(step) => self.pending = Some(step.unchecked_into::<Promise>().into()),
                Err(error) => return Poll::Ready(Some(Err(error.into()))),
            }
        }
        let Some(pending) = self.pending.as_mut() else { return Poll::Ready(None) };
        let settled = core::task::ready!(Pin::new(pending).poll(context));
        self.pending = None;
        Poll::Ready(match settled {
            Err(error) => Some(Err(error.into())),
            Ok(step) => {
                let step: js_sys::IteratorNext = step.unchecked_into();
                if step.done() { None } else { Some(T::from_js(step.value())) }
            }
        })
    }
}
